package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.ScoreHistogram;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Says how exact the metrics of curves are, and which are not given. */
final class CurveReport {
  private final Setting setting;
  private final PointPlan plan;
  private final Areas areas;

  CurveReport(Setting setting, PointPlan plan, Areas areas) {
    this.setting = setting;
    this.plan = plan;
    this.areas = areas;
  }

  /**
   * @param blurred what more bins could sharpen, by index of cohort and model
   * @param repeated passes that followed the first one
   */
  void print(Map<Integer, BlurredPair> blurred, int repeated) {
    double worst = 0;
    for (int cohort = 0; cohort < areas.cohorts(); cohort++) {
      for (int model = 0; model < plan.models(); model++) {
        BlurredPair pair = blurred.get(cohort * plan.models() + model);
        worst = Math.max(worst, print(cohort, model, pair == null ? BinNeed.NONE : pair.need()));
      }
    }
    detail(worst, repeated);
    if (areas.cohorts() < setting.cohorts().count()) {
      setting
          .out()
          .notComputed(
              names(plan.curveMetrics()) + " of small slices",
              "only the largest " + areas.cohorts() + " slices and variants have curves");
    }
  }

  private void detail(double worst, int repeated) {
    if (worst > 0 || repeated > 0) {
      setting
          .context()
          .console()
          .detail(
              String.format(
                  Locale.ROOT,
                  "curve metrics (%s) are exact to %.2g%s",
                  names(plan.curveMetrics()),
                  worst,
                  repeated > 0 ? ", after " + passes(repeated) + " with more bins" : ""));
    }
  }

  private static String passes(int repeated) {
    return repeated + (repeated == 1 ? " more pass" : " more passes");
  }

  /** Returns the largest error bound that is small enough. */
  private double print(int cohort, int model, BinNeed need) {
    double worst = 0;
    for (PointMetric metric : areas.metrics()) {
      CurveValue value = areas.value(cohort, model, metric);
      if (plan.has(model, metric) && value.isSharp()) {
        worst = Math.max(worst, value.value().errorBound());
      } else if (plan.has(model, metric) && value.isBlurred()) {
        setting.out().notComputed(name(metric, cohort, model), reason(value, need));
      }
    }
    return worst;
  }

  private String reason(CurveValue value, BinNeed need) {
    int bins = setting.memory().bins();
    if (Double.isInfinite(value.excess())) {
      return "weights are rounded to multiples of 2^-"
          + ScoreHistogram.DEFAULT_WEIGHT_BITS
          + ", which is too coarse for the smallest: the error bound is above "
          + BoundedValue.LARGEST_BOUND;
    }
    String reason =
        "its scores have too many distinct values: the error bound is above "
            + BoundedValue.LARGEST_BOUND;
    return need.capacity(bins) == 0
        ? reason + ", and to lower it may take " + need.least() + " bins of " + bins
        : reason
            + " after "
            + CurvePasses.MOST_REPEATED
            + " more passes, which begin with the largest slices";
  }

  private String name(PointMetric metric, int cohort, int model) {
    SliceValue value = setting.cohorts().value(cohort);
    return metric.title()
        + " of "
        + setting.scored().models().get(model)
        + " in slice "
        + value.slice().title()
        + " = "
        + value.title()
        + name(setting.cohorts().variant(cohort));
  }

  private String name(Variant variant) {
    return (variant.randomised() ? ", on randomised traffic" : "")
        + (variant.common() == Variant.ANY
            ? ""
            : ", compared with " + setting.scored().models().get(variant.common()));
  }

  private static String names(List<PointMetric> metrics) {
    return metrics.stream().map(PointMetric::title).collect(Collectors.joining(", "));
  }
}
