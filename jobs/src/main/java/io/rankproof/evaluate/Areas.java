package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.CostLoss;
import io.rankproof.kernel.point.Influence;
import io.rankproof.kernel.point.PrAuc;
import io.rankproof.kernel.point.RocAuc;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.kernel.point.TopShare;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The metrics that depend on the order of all scores (areas, the top share, cost at the best
 * threshold) of every cohort and model, with the influence of each row. Curves are made of the
 * histograms when first asked for, once per process.
 */
final class Areas implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ScoreHistograms histograms;
  private final int models;
  private final List<PointMetric> metrics;
  private transient Curve[] curves;

  Areas(ScoreHistograms histograms, int models, List<PointMetric> metrics) {
    this.histograms = histograms;
    this.models = models;
    this.metrics = List.copyOf(metrics);
  }

  /** How many cohorts have curves. */
  int cohorts() {
    return histograms.cohorts();
  }

  /** The metrics of every curve. */
  List<PointMetric> metrics() {
    return metrics;
  }

  synchronized Curve of(int cohort, int model) {
    if (curves == null) {
      curves = new Curve[cohorts() * models];
    }
    int index = cohort * models + model;
    if (curves[index] == null) {
      curves[index] = new Curve(histograms.scores(cohort, model).curve(), metrics);
    }
    return curves[index];
  }

  /** A metric of a model in a cohort; undefined where there is no curve. */
  BoundedValue value(int cohort, int model, PointMetric metric) {
    return cohort < cohorts()
        ? of(cohort, model).values[metrics.indexOf(metric)]
        : BoundedValue.UNDEFINED;
  }

  /** The best threshold of a cost; NaN where there is no curve. */
  double threshold(int cohort, int model, PointMetric cost) {
    return cohort < cohorts() ? cost(cost).best(of(cohort, model).curve).threshold() : Double.NaN;
  }

  private static CostLoss cost(PointMetric metric) {
    return new CostLoss(metric.falsePositive(), metric.falseNegative());
  }

  /** The metrics of one model in one cohort. */
  static final class Curve {
    private final ScoreCurve curve;
    private final BoundedValue[] values;
    private final Influence[] influences;

    Curve(ScoreCurve curve, List<PointMetric> metrics) {
      this.curve = curve;
      boolean both = curve.groups() > 0 && curve.hasBothClasses();
      values = metrics.stream().map(this::value).toArray(BoundedValue[]::new);
      influences = both ? metrics.stream().map(this::influence).toArray(Influence[]::new) : null;
    }

    private BoundedValue value(PointMetric metric) {
      return switch (metric.kind()) {
        case ROC_AUC -> RocAuc.of(curve);
        case PR_AUC -> PrAuc.of(curve);
        case LIFT -> curve.groups() == 0 ? BoundedValue.UNDEFINED : top(metric).lift();
        case RECALL -> curve.groups() == 0 ? BoundedValue.UNDEFINED : top(metric).recall();
        case COST_LOSS -> cost(metric).best(curve).loss();
        default -> throw new AssertionError(metric);
      };
    }

    private TopShare top(PointMetric metric) {
      return TopShare.of(curve, metric.share());
    }

    private Influence influence(PointMetric metric) {
      return switch (metric.kind()) {
        case ROC_AUC -> RocAuc.influence(curve);
        case PR_AUC -> PrAuc.influence(curve);
        case LIFT -> TopShare.influence(curve, metric.share()).times(1 / metric.share());
        case RECALL -> TopShare.influence(curve, metric.share());
        case COST_LOSS -> cost(metric).influence(curve);
        default -> throw new AssertionError(metric);
      };
    }

    /** Whether there are positives and negatives, so that rows have influences. */
    boolean isDefined() {
      return influences != null;
    }

    int groupOf(double score) {
      return curve.groupOf(score);
    }

    /** A row's influence on the {@code n}-th metric, per unit of weight. */
    double influence(int n, int group, boolean positive) {
      return positive ? influences[n].ofPositive(group) : influences[n].ofNegative(group);
    }

    /** What the magnitudes of the influences on any metric add up to at most. */
    double absoluteTotal() {
      return isDefined()
          ? Arrays.stream(influences).mapToDouble(Influence::absoluteTotal).max().orElse(0)
          : 0;
    }
  }
}
