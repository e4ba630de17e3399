package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * Which point-wise metrics are computed of which model.
 *
 * @param byModel for each model the metrics it gets
 * @param examined for each model whether its score is a probability given examination: against
 *     clicks its prediction is propensity x score
 * @param debiased whether log loss and Brier score have their position-debiased version as well
 * @param bins of calibration
 */
record PointPlan(List<Set<PointMetric>> byModel, List<Boolean> examined, boolean debiased, int bins)
    implements Serializable {

  int models() {
    return byModel.size();
  }

  boolean has(int model, PointMetric metric) {
    return byModel.get(model).contains(metric);
  }

  boolean isEmpty() {
    return byModel.stream().allMatch(Set::isEmpty);
  }

  /** Whether some metric depends on the order of all scores. */
  boolean hasCurves() {
    return !curveMetrics().isEmpty();
  }

  /** The metrics of any model that depend on the order of all scores. */
  List<PointMetric> curveMetrics() {
    return metrics().stream().filter(PointMetric::isOfCurve).toList();
  }

  /** The metrics of any model, in their order. */
  List<PointMetric> metrics() {
    return byModel.stream().flatMap(Set::stream).distinct().sorted().toList();
  }

  boolean has(int model, PointMetric.Kind kind) {
    return byModel.get(model).stream().anyMatch(metric -> metric.kind() == kind);
  }

  /** Whether a model has a calibration error over bins of this sort. */
  boolean hasBins(int model, boolean equalWidth) {
    return byModel.get(model).stream()
        .anyMatch(m -> m.isCalibration() && m.isOfEqualWidth() == equalWidth);
  }

  /** Whether some metric of a model compares its predictions with labels. */
  boolean isPredicting(int model) {
    return byModel.get(model).stream().anyMatch(PointMetric::isOfPredictions);
  }

  /** Whether a model's score is read as a probability. */
  boolean isProbability(int model) {
    return byModel.get(model).stream().anyMatch(PointMetric::needsProbability);
  }

  boolean isDebiased(int model, PointMetric metric) {
    return debiased && metric.isDebiasable() && has(model, metric);
  }

  boolean isDebiased(int model, PointMetric.Kind kind) {
    return byModel.get(model).stream()
        .anyMatch(metric -> metric.kind() == kind && isDebiased(model, metric));
  }

  /** What a model predicts of a row's label; NaN when it cannot. */
  double prediction(int model, double score, double propensity) {
    return examined.get(model) ? Math.min(1, score * propensity) : score;
  }
}
