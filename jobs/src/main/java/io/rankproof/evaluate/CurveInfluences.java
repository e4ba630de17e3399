package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.kernel.point.ScoreCurve;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** The influences of rows on the metrics of curves, for every cohort and model that have one. */
final class CurveInfluences implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int models;
  private final List<PointMetric> metrics;
  private final RowInfluences[] influences;

  /**
   * @param cohorts how many have curves
   */
  CurveInfluences(int cohorts, int models, List<PointMetric> metrics) {
    this.models = models;
    this.metrics = List.copyOf(metrics);
    influences = new RowInfluences[cohorts * models];
  }

  /** How many cohorts have curves. */
  int cohorts() {
    return influences.length / models;
  }

  /** Sets the curve of a model in a cohort. */
  void set(int cohort, int model, ScoreCurve curve) {
    influences[cohort * models + model] = new RowInfluences(curve, metrics);
  }

  RowInfluences of(int cohort, int model) {
    return influences[cohort * models + model];
  }

  /** What the influences of any cohort and model add up to at most. */
  double largest() {
    return Arrays.stream(influences).mapToDouble(RowInfluences::absoluteTotal).max().orElse(0);
  }
}
