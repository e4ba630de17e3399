package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.Influence;
import io.rankproof.kernel.point.PrAuc;
import io.rankproof.kernel.point.RocAuc;
import io.rankproof.kernel.point.ScoreCurve;
import java.io.Serializable;

/**
 * ROC-AUC and PR-AUC of every cohort and model, with the influence of each row. Curves are made of
 * the histograms when first asked for, once per process.
 */
final class Areas implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ScoreHistograms histograms;
  private final int models;
  private transient Curve[] curves;

  Areas(ScoreHistograms histograms, int models) {
    this.histograms = histograms;
    this.models = models;
  }

  /** How many cohorts have areas. */
  int cohorts() {
    return histograms.cohorts();
  }

  synchronized Curve of(int cohort, int model) {
    if (curves == null) {
      curves = new Curve[cohorts() * models];
    }
    int index = cohort * models + model;
    if (curves[index] == null) {
      curves[index] = new Curve(histograms.scores(cohort, model).curve());
    }
    return curves[index];
  }

  /** An area of a model in a cohort. */
  BoundedValue value(int cohort, int model, PointMetric metric) {
    Curve curve = of(cohort, model);
    return metric == PointMetric.ROC_AUC ? curve.roc() : curve.precisionRecall();
  }

  /** The areas of one model in one cohort. */
  static final class Curve {
    private final ScoreCurve curve;
    private final BoundedValue roc;
    private final BoundedValue precisionRecall;
    private final Influence onRoc;
    private final Influence onPrecisionRecall;

    Curve(ScoreCurve curve) {
      this.curve = curve;
      roc = RocAuc.of(curve);
      precisionRecall = PrAuc.of(curve);
      boolean both = curve.groups() > 0 && curve.hasBothClasses();
      onRoc = both ? RocAuc.influence(curve) : null;
      onPrecisionRecall = both ? PrAuc.influence(curve) : null;
    }

    BoundedValue roc() {
      return roc;
    }

    BoundedValue precisionRecall() {
      return precisionRecall;
    }

    /** Whether there are positives and negatives, so that the areas have values. */
    boolean isDefined() {
      return onRoc != null;
    }

    int groupOf(double score) {
      return curve.groupOf(score);
    }

    double influenceOnRoc(int group, boolean positive) {
      return positive ? onRoc.ofPositive(group) : onRoc.ofNegative(group);
    }

    double influenceOnPrecisionRecall(int group, boolean positive) {
      return positive ? onPrecisionRecall.ofPositive(group) : onPrecisionRecall.ofNegative(group);
    }

    /** What the magnitudes of the influences on either area add up to. */
    double absoluteTotal() {
      return isDefined() ? Math.max(onRoc.absoluteTotal(), onPrecisionRecall.absoluteTotal()) : 0;
    }
  }
}
