package io.rankproof.report;

import io.rankproof.config.BeyondMetric;
import io.rankproof.config.DecideConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.result.Decision;
import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import io.rankproof.result.RunResults;
import io.rankproof.result.SliceKey;
import io.rankproof.store.LedgerEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A run's results in the order people read them: as the config names metrics, baseline first. */
record Findings(RunResults results, RankproofConfig config) {
  private static final List<String> ESTIMATORS =
      List.of(
          "plain", "user", "impressions", "positives", "randomised", "ips", "snips", "heuristic");

  /** The model that the others are compared with; empty when nothing was compared. */
  Optional<String> baseline() {
    return results.baseline().or(() -> config.evaluate().baseline());
  }

  /** How it is called in sentences. */
  String baselineName() {
    return baseline().orElse("the baseline");
  }

  /** Evaluated models: the baseline, then by rank of the verdict, then by name. */
  List<String> models() {
    List<String> ranked = results.decisions().stream().map(Decision::model).toList();
    return results.estimates().stream()
        .map(Estimate::model)
        .distinct()
        .sorted(
            Comparator.comparing((String model) -> !Optional.of(model).equals(baseline()))
                .thenComparing(model -> position(ranked, model))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /**
   * What was measured on all requests: what the verdict rests on, then in the order of the config.
   */
  List<MetricKey> keys() {
    return measured()
        .filter(key -> BeyondMetric.of(key.metric()).isEmpty() || isInPolicy(key))
        .sorted(keyOrder())
        .toList();
  }

  /** Plain metrics beyond accuracy, in the order of their definition. */
  List<MetricKey> beyondKeys() {
    return measured()
        .filter(key -> key.estimator().equals(MetricKey.PLAIN))
        .filter(key -> BeyondMetric.of(key.metric()).isPresent())
        .sorted(Comparator.comparing(key -> BeyondMetric.of(key.metric()).orElseThrow()))
        .toList();
  }

  private Stream<MetricKey> measured() {
    return results.estimates().stream()
        .filter(estimate -> estimate.slice().isAll())
        .map(Estimate::key)
        .distinct()
        .filter(key -> !config.label().isVariant(key.label()));
  }

  /** What the verdict rests on, then the plain metrics. */
  List<MetricKey> headlines() {
    return keys().stream()
        .filter(key -> key.estimator().equals(MetricKey.PLAIN) || isInPolicy(key))
        .toList();
  }

  private boolean isInPolicy(MetricKey key) {
    DecideConfig policy = config.decide();
    return key.is(policy.primary().metric(), policy.primary().estimator())
        || policy.guardrails().stream().anyMatch(g -> key.is(g.metric(), g.estimator()));
  }

  Optional<Estimate> estimate(String model, MetricKey key) {
    return results.estimates().stream()
        .filter(e -> e.slice().isAll() && e.model().equals(model) && e.key().equals(key))
        .findFirst();
  }

  Optional<Difference> difference(String model, MetricKey key) {
    return results.differences().stream()
        .filter(d -> d.slice().isAll() && d.model().equals(model) && d.key().equals(key))
        .findFirst();
  }

  /** The policy's primary metric, as it was measured. */
  Optional<MetricKey> primary() {
    return measured()
        .filter(
            key ->
                key.is(config.decide().primary().metric(), config.decide().primary().estimator()))
        .min(
            Comparator.comparing((MetricKey key) -> !key.label().equals(config.label().primary())));
  }

  /** An estimate that tells the size of the test set; the primary metric's where there is one. */
  Optional<Estimate> sizing() {
    return primary().stream()
        .flatMap(key -> models().stream().flatMap(model -> estimate(model, key).stream()))
        .findFirst()
        .or(() -> results.estimates().stream().filter(e -> e.slice().isAll()).findFirst());
  }

  /** Values of slices in the order of the config, then by value. */
  List<SliceKey> slices() {
    List<String> declared = config.evaluate().slices();
    return results.estimates().stream()
        .map(Estimate::slice)
        .filter(slice -> !slice.isAll())
        .distinct()
        .sorted(
            Comparator.comparing((SliceKey slice) -> position(declared, slice.slice()))
                .thenComparing(SliceKey::slice)
                .thenComparing(SliceKey::value))
        .toList();
  }

  /** Whether the log names users: then they are the independent units. */
  boolean hasUsers() {
    return config.source().columns().user().isPresent();
  }

  /** {@code 95%}. */
  String confidence() {
    double percent = 100 * config.evaluate().confidence();
    return percent == Math.rint(percent)
        ? Figures.count((long) percent) + "%"
        : Figures.percent(config.evaluate().confidence());
  }

  /** Whether labels other than the primary one were used: then metrics have to say which. */
  boolean severalLabels() {
    return keys().stream().map(MetricKey::label).distinct().count() > 1;
  }

  /** A metric's name for people. */
  String shown(MetricKey key) {
    boolean named = key.metric().contains("label=" + key.label());
    return key.shown() + (severalLabels() && !named ? " · " + key.label() : "");
  }

  /** Why a job has left nothing: in its own words where it gave any. */
  String absence(String job, String... topics) {
    Optional<LedgerEntry> entry = results.job(job);
    if (entry.isEmpty()) {
      return "The job " + job + " has not run.";
    }
    List<String> reasons = new ArrayList<>();
    for (LedgerEntry.NotComputed missing : entry.get().notComputed()) {
      if (Stream.of(topics).anyMatch(missing.what()::contains)) {
        reasons.add(missing.what() + ": " + missing.reason());
      }
    }
    return reasons.isEmpty()
        ? "The job " + job + " had nothing to report here."
        : "Not computed. " + String.join("; ", reasons) + ".";
  }

  private Comparator<MetricKey> keyOrder() {
    List<String> metrics = new ArrayList<>(config.evaluate().metrics());
    metrics.addAll(config.evaluate().pointwise());
    Optional<MetricKey> primary = primary();
    return Comparator.comparing((MetricKey key) -> !Optional.of(key).equals(primary))
        .thenComparing(key -> !isInPolicy(key))
        .thenComparing(key -> position(ESTIMATORS, key.estimator()))
        .thenComparing(key -> position(metrics, key.metric()))
        .thenComparing(MetricKey::metric)
        .thenComparing(MetricKey::label);
  }

  private static int position(List<String> order, String name) {
    int position = order.indexOf(name);
    return position < 0 ? order.size() : position;
  }
}
