package io.rankproof.evaluate;

import io.rankproof.config.EvaluateConfig.Ties;
import io.rankproof.kernel.rank.Measure;
import io.rankproof.kernel.rank.MetricSpec;
import io.rankproof.kernel.rank.RankingKernel;
import io.rankproof.kernel.rank.TiePolicy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The list metrics to compute and where their numbers lie in a request's vector.
 *
 * <p>The vector of a request: for each model the value of each metric and the debiased sum of each
 * additive one; then, for all models, the sums of gain / propensity that self-normalise.
 *
 * @param names canonical names of the metrics, as text so that tasks can receive them
 * @param additiveNames those that have debiased sums; none where no propensity is usable
 * @param labels label names, the primary one first
 * @param models number of models
 * @param ties order of equal scores
 */
record MetricPlan(
    List<String> names, List<String> additiveNames, List<String> labels, int models, Ties ties)
    implements Serializable {

  /**
   * Plans the configured metrics; where debiasing is possible DCG@k joins every nDCG@k, since only
   * sums over items have a debiased version.
   */
  static MetricPlan of(
      List<String> configured, List<String> labels, int models, Ties ties, boolean debiased) {
    List<MetricSpec> specs = new ArrayList<>();
    for (String name : configured) {
      MetricSpec spec = MetricSpec.parse(name);
      addOnce(specs, spec);
      if (debiased && spec.measure() == Measure.NDCG) {
        addOnce(specs, undivided(spec));
      }
    }
    List<String> names = specs.stream().map(MetricSpec::toString).toList();
    List<String> additive =
        specs.stream()
            .filter(spec -> debiased && spec.isAdditive())
            .map(MetricSpec::toString)
            .toList();
    return new MetricPlan(names, additive, List.copyOf(labels), models, ties);
  }

  private static void addOnce(List<MetricSpec> specs, MetricSpec spec) {
    if (!specs.contains(spec)) {
      specs.add(spec);
    }
  }

  private static MetricSpec undivided(MetricSpec ndcg) {
    return new MetricSpec(
        Measure.DCG,
        ndcg.cutoff(),
        ndcg.label(),
        ndcg.relevance(),
        ndcg.denominator(),
        ndcg.persistence());
  }

  List<MetricSpec> specs() {
    return names.stream().map(MetricSpec::parse).toList();
  }

  /** The metrics that have debiased sums. */
  List<MetricSpec> additive() {
    return additiveNames.stream().map(MetricSpec::parse).toList();
  }

  RankingKernel kernel() {
    return RankingKernel.builder(specs())
        .labels(labels)
        .ties(policy())
        .debiased(debiased())
        .build();
  }

  private TiePolicy policy() {
    return switch (ties) {
      case EXPECTED -> TiePolicy.EXPECTED;
      case HASH -> TiePolicy.HASH;
      case TREC -> TiePolicy.TREC;
    };
  }

  /** Whether propensities are usable. */
  boolean debiased() {
    return !additiveNames.isEmpty();
  }

  /** Index of the label of a metric. */
  int label(MetricSpec metric) {
    return metric.label().isEmpty() ? 0 : labels.indexOf(metric.label());
  }

  /** Numbers that one model has in the vector. */
  int perModel() {
    return names.size() + additiveNames.size();
  }

  int width() {
    return models * perModel() + additiveNames.size();
  }

  /** Place of a metric's value. */
  int value(int model, int metric) {
    return model * perModel() + metric;
  }

  /** Place of the debiased sum of the {@code n}-th additive metric. */
  int debiasedSum(int model, int n) {
    return model * perModel() + names.size() + n;
  }

  /** Place of what self-normalises the {@code n}-th additive metric. */
  int normaliser(int n) {
    return models * perModel() + n;
  }
}
