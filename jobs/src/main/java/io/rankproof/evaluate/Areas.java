package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import java.util.List;

/**
 * The metrics that depend on the order of all scores (areas, the top share, cost at the best
 * threshold) of every cohort and model that have a curve.
 */
final class Areas {
  private final int models;
  private final List<PointMetric> metrics;
  private final CurveValue[][] values;

  /**
   * @param cohorts how many have curves
   */
  Areas(int cohorts, int models, List<PointMetric> metrics) {
    this.models = models;
    this.metrics = List.copyOf(metrics);
    values = new CurveValue[cohorts * models][];
  }

  /** How many cohorts have curves. */
  int cohorts() {
    return values.length / models;
  }

  /** The metrics of every curve. */
  List<PointMetric> metrics() {
    return metrics;
  }

  /** Sets the values of a model in a cohort, one for each of {@link #metrics}. */
  void set(int cohort, int model, List<CurveValue> ofMetrics) {
    values[cohort * models + model] = ofMetrics.toArray(CurveValue[]::new);
  }

  /** A metric of a model in a cohort; undefined where there is no curve. */
  CurveValue value(int cohort, int model, PointMetric metric) {
    return cohort < cohorts()
        ? values[cohort * models + model][metrics.indexOf(metric)]
        : CurveValue.undefined(metric);
  }
}
