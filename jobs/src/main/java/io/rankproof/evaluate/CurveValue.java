package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.config.PointMetric.Kind;
import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.CostLoss;
import io.rankproof.kernel.point.Influence;
import io.rankproof.kernel.point.PrAuc;
import io.rankproof.kernel.point.RocAuc;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.kernel.point.TopShare;

/**
 * A metric that depends on the order of all scores, on one curve.
 *
 * @param metric the metric
 * @param value with the bound of its error; undefined without a curve
 * @param rounding what of the bound is left however narrow the bins: that of rounded weights. 0
 *     where the value is sharp
 * @param threshold of costs, the best one; else NaN
 */
record CurveValue(PointMetric metric, BoundedValue value, double rounding, double threshold) {

  static CurveValue of(PointMetric metric, ScoreCurve curve) {
    if (curve.groups() == 0) {
      return undefined(metric);
    }
    CurveValue value = new CurveValue(metric, bounded(metric, curve), 0, threshold(metric, curve));
    return value.isBlurred()
        ? new CurveValue(
            metric, value.value, bounded(metric, curve.tied()).errorBound(), value.threshold)
        : value;
  }

  static CurveValue undefined(PointMetric metric) {
    return new CurveValue(metric, BoundedValue.UNDEFINED, 0, Double.NaN);
  }

  private static BoundedValue bounded(PointMetric metric, ScoreCurve curve) {
    return switch (metric.kind()) {
      case ROC_AUC -> RocAuc.of(curve);
      case PR_AUC -> PrAuc.of(curve);
      case LIFT -> TopShare.of(curve, metric.share()).lift();
      case RECALL -> TopShare.of(curve, metric.share()).recall();
      case COST_LOSS -> cost(metric).best(curve).loss();
      default -> throw new AssertionError(metric);
    };
  }

  private static double threshold(PointMetric metric, ScoreCurve curve) {
    return metric.kind() == Kind.COST_LOSS ? cost(metric).best(curve).threshold() : Double.NaN;
  }

  private static CostLoss cost(PointMetric metric) {
    return new CostLoss(metric.falsePositive(), metric.falseNegative());
  }

  /** Influences of rows on a metric of a curve that has positives and negatives. */
  static Influence influence(PointMetric metric, ScoreCurve curve) {
    return switch (metric.kind()) {
      case ROC_AUC -> RocAuc.influence(curve);
      case PR_AUC -> PrAuc.influence(curve);
      case LIFT -> TopShare.influence(curve, metric.share()).times(1 / metric.share());
      case RECALL -> TopShare.influence(curve, metric.share());
      case COST_LOSS -> cost(metric).influence(curve);
      default -> throw new AssertionError(metric);
    };
  }

  /** Whether the value is good enough to be given: of lift, whether the recall behind it is. */
  boolean isSharp() {
    return value.errorBound() <= largestBound();
  }

  /** Whether there is a value that is not good enough. */
  boolean isBlurred() {
    return !Double.isNaN(value.value()) && !isSharp();
  }

  /**
   * How many times smaller the error of bins must become, above 1 for a blurred value; infinite
   * where that of rounded weights alone is too large.
   */
  double excess() {
    double room = largestBound() - rounding;
    return room > 0 ? (value.errorBound() - rounding) / room : Double.POSITIVE_INFINITY;
  }

  private double largestBound() {
    return BoundedValue.LARGEST_BOUND / (metric.kind() == Kind.LIFT ? metric.share() : 1);
  }
}
