package io.rankproof.decide;

import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.MetricKey;
import io.rankproof.store.LedgerEntry.NotComputed;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a verdict rests on.
 *
 * @param baseline what the models were compared with
 * @param primaryLabel the label meant by a metric that was measured against several
 * @param estimates every model's values, on all requests
 * @param differences paired differences, on all requests and in slices
 * @param slices declared slices, by name
 * @param maxMissingScores largest tolerable share of rows without a score
 * @param leaks what the leak audit found, nothing where it is switched off; empty: it was not made
 * @param notComputed what earlier jobs could not compute, and why
 */
record Evidence(
    Optional<String> baseline,
    String primaryLabel,
    List<Estimate> estimates,
    List<Difference> differences,
    List<String> slices,
    double maxMissingScores,
    Optional<List<LeakFinding>> leaks,
    List<NotComputed> notComputed) {

  /** Models that were evaluated, by name. */
  List<String> models() {
    return estimates.stream().map(Estimate::model).distinct().sorted().toList();
  }

  Optional<Estimate> estimate(String model, String metric, String estimator) {
    return estimates.stream()
        .filter(e -> e.model().equals(model) && e.slice().isAll())
        .filter(e -> e.key().is(metric, estimator))
        .min(Comparator.comparing(e -> preference(e.key())));
  }

  Optional<Difference> difference(String model, String metric, String estimator) {
    return differences(model, metric, estimator, d -> d.slice().isAll()).stream().findFirst();
  }

  /** Differences in one declared slice, by its values. */
  List<Difference> inSlice(String model, String metric, String estimator, String slice) {
    return differences(model, metric, estimator, d -> d.slice().slice().equals(slice));
  }

  /** Why a metric is not there, in the words of the job that left it out. */
  String why(String metric, String estimator) {
    return notComputed.stream()
        .filter(missing -> concerns(missing.what(), metric, estimator))
        .map(missing -> missing.what() + ": " + missing.reason())
        .findFirst()
        .orElse("add it to evaluate.metrics or evaluate.pointwise");
  }

  private static boolean concerns(String what, String metric, String estimator) {
    boolean debiased = estimator.equals("ips") || estimator.equals("snips");
    return what.contains(metric)
        || (metric.contains("@") || metric.equals("RR")) && what.contains("list metrics")
        || debiased && what.contains("debiased")
        || !estimator.equals(MetricKey.PLAIN) && what.contains(estimator);
  }

  private List<Difference> differences(
      String model, String metric, String estimator, Predicate<Difference> where) {
    List<Difference> found =
        differences.stream()
            .filter(d -> d.model().equals(model) && d.key().is(metric, estimator))
            .filter(where)
            .toList();
    int best = found.stream().mapToInt(d -> preference(d.key())).min().orElse(0);
    return found.stream().filter(d -> preference(d.key()) == best).toList();
  }

  private int preference(MetricKey key) {
    return key.label().equals(primaryLabel) ? 0 : 1;
  }
}
