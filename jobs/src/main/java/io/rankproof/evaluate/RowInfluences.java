package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.kernel.point.Influence;
import io.rankproof.kernel.point.ScoreCurve;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The influence of each row on the metrics of one model's curve in one cohort. Made of the curve
 * when first asked for, once per process.
 */
final class RowInfluences implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ScoreCurve curve;
  private final List<PointMetric> metrics;
  private transient volatile Influence[] influences;

  RowInfluences(ScoreCurve curve, List<PointMetric> metrics) {
    this.curve = curve;
    this.metrics = List.copyOf(metrics);
  }

  /** Whether there are positives and negatives, so that rows have influences. */
  boolean isDefined() {
    return curve.groups() > 0 && curve.hasBothClasses();
  }

  int groupOf(double score) {
    return curve.groupOf(score);
  }

  /** A row's influence on the {@code n}-th metric, per unit of weight. */
  double of(int n, int group, boolean positive) {
    Influence influence = influences()[n];
    return positive ? influence.ofPositive(group) : influence.ofNegative(group);
  }

  /** What the magnitudes of the influences on any metric add up to at most. */
  double absoluteTotal() {
    return isDefined()
        ? Arrays.stream(influences()).mapToDouble(Influence::absoluteTotal).max().orElse(0)
        : 0;
  }

  private Influence[] influences() {
    Influence[] made = influences;
    return made == null ? make() : made;
  }

  private synchronized Influence[] make() {
    if (influences == null) {
      influences =
          metrics.stream()
              .map(metric -> CurveValue.influence(metric, curve))
              .toArray(Influence[]::new);
    }
    return influences;
  }
}
