package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.rows.RowBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** The point-wise metrics: the distribution of scores first, then sums over rows. */
final class PointEvaluation {
  private final Setting setting;
  private final PointPlan plan;

  PointEvaluation(Setting setting) {
    this.setting = setting;
    plan = new PointPlanner(setting).plan();
  }

  /**
   * What came of it.
   *
   * @param findings values and differences
   * @param calibration lines of the reliability tables
   * @param thresholds what gives the best thresholds of costs
   */
  record Result(Findings findings, List<Row> calibration, BestThresholds thresholds) {}

  /** Evaluates; empty where no metric means anything. */
  Optional<Result> run() {
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    JavaRDD<RowBlock> blocks = setting.stream().blocks(setting.spec());
    ScoreHistograms histograms = histograms(blocks);
    Areas areas = new Areas(histograms, plan.models(), plan.curveMetrics());
    PointColumns columns = new PointColumns(plan, innerEdges(histograms));
    reportAreas(areas);
    reportIntervals();
    List<Quantity> quantities =
        columns.quantities(setting.primaryLabel(), setting.profile().hasRandomised(), areas);
    LossSums losses = sum(columns, quantities, areas);
    losses.requireExact();
    CohortSums sums = losses.sums();
    Findings findings =
        setting.findings(
            sums, quantities, LossUncertainty.of(losses, columns, setting.config().confidence()));
    reportUncarried(findings, columns, losses.slopes());
    return Optional.of(
        new Result(
            findings,
            new CalibrationTable(setting, columns, sums).rows(),
            new BestThresholds(setting, plan, areas)));
  }

  private ScoreHistograms histograms(JavaRDD<RowBlock> blocks) {
    return new HistogramPass(
            plan,
            setting.cohorts(),
            setting.baseline(),
            binBudget(),
            setting.profile().fractionalWeights() == 0)
        .collect(blocks);
  }

  /** Without areas only all rows together need bins: those of calibration come from them. */
  private BinBudget binBudget() {
    long[] rows = setting.cohorts().mostRows(setting.profile().randomised());
    return BinBudget.spend(
        BinBudget.BINS, plan.hasCurves() ? rows : new long[] {rows[0]}, plan.models());
  }

  private double[][] innerEdges(ScoreHistograms histograms) {
    double[][] edges = new double[plan.models()][];
    for (int model = 0; model < edges.length; model++) {
      if (plan.isProbability(model)) {
        ScoreCurve curve = histograms.predictions(model).curve();
        edges[model] = curve.equalMassEdges(plan.bins());
      }
    }
    return edges;
  }

  private LossSums sum(PointColumns columns, List<Quantity> quantities, Areas areas) {
    double influences = plan.hasCurves() ? PointPass.largestInfluence(areas, plan.models()) : 0;
    double[] bounds =
        columns.bounds(
            setting.profile(), setting.scored().models(), setting.primaryLabel(), influences);
    SumShape shape =
        setting.shape(bounds, columns.replicated(), List.of(), quantities, columns.counters());
    LossSlopes.Shape slopes = slopeShape(columns);
    JavaRDD<RowBlock> blocks =
        setting.stream().blocks(setting.spec().with(PointReader.segments(slopes.points())));
    Broadcast<Areas> shared =
        JavaSparkContext.fromSparkContext(setting.context().spark().sparkContext())
            .broadcast(areas);
    try {
      return new PointPass(columns, setting.cohorts(), shape, slopes, shared, setting.baseline())
          .sum(blocks);
    } finally {
      shared.destroy();
    }
  }

  private LossSlopes.Shape slopeShape(PointColumns columns) {
    return LossSlopes.Shape.of(
        setting.points(),
        setting.cohorts().count(),
        columns.slopeBounds(setting.profile(), setting.primaryLabel()),
        setting.profile().rows(),
        setting.memory());
  }

  /** Says in which slices intervals of debiased losses do not carry the error of propensities. */
  private void reportUncarried(Findings findings, PointColumns columns, LossSlopes slopes) {
    int points = columns.isDebiased() ? setting.points().count() : 0;
    long known = points == 0 ? 0 : findings.slices(cohort -> !slopes.isSummed(cohort));
    if (known > 0) {
      setting
          .out()
          .notComputed(
              "error of propensities in intervals of " + known + " slices (ips losses)",
              "sums apart by "
                  + points
                  + " learned propensities are beyond their memory: the propensities are taken as"
                  + " known there; name fewer evaluate.slices or propensity.contexts");
    }
  }

  private void reportIntervals() {
    for (PointMetric metric : plan.metrics()) {
      if (!metric.hasInterval()) {
        setting
            .out()
            .notComputed(
                "interval of " + metric.title(),
                metric.isCorrected()
                    ? "replicates carry noise of their own, which the correction does not know"
                    : "its threshold is chosen on the same rows, which makes it look too small");
      }
    }
  }

  /** Says which areas are not exact, and how far they can be off. */
  private void reportAreas(Areas areas) {
    if (!plan.hasCurves()) {
      return;
    }
    List<String> blurred = new ArrayList<>();
    double worst = 0;
    for (int cohort = 0; cohort < areas.cohorts(); cohort++) {
      for (int model = 0; model < plan.models(); model++) {
        worst = Math.max(worst, report(areas, cohort, model, blurred));
      }
    }
    if (worst > 0) {
      setting
          .context()
          .console()
          .detail(
              String.format(
                  java.util.Locale.ROOT,
                  "curve metrics (%s) are exact to %.2g",
                  names(plan.curveMetrics()),
                  worst));
    }
    blurred.forEach(
        what ->
            setting
                .out()
                .notComputed(
                    what,
                    "its scores have too many distinct values: the error bound is above "
                        + BoundedValue.LARGEST_BOUND));
    if (areas.cohorts() < setting.cohorts().count()) {
      setting
          .out()
          .notComputed(
              names(plan.curveMetrics()) + " of small slices",
              "only the largest " + areas.cohorts() + " slices and variants have curves");
    }
  }

  private static String names(List<PointMetric> metrics) {
    return metrics.stream().map(PointMetric::title).collect(Collectors.joining(", "));
  }

  private double report(Areas areas, int cohort, int model, List<String> blurred) {
    double worst = 0;
    for (PointMetric metric : areas.metrics()) {
      BoundedValue area = areas.value(cohort, model, metric);
      if (plan.has(model, metric) && PointColumns.isSharp(metric, area)) {
        worst = Math.max(worst, area.errorBound());
      } else if (plan.has(model, metric) && !Double.isNaN(area.value())) {
        blurred.add(name(metric, cohort, model));
      }
    }
    return worst;
  }

  private String name(PointMetric metric, int cohort, int model) {
    SliceValue value = setting.cohorts().value(cohort);
    return metric.title()
        + " of "
        + setting.scored().models().get(model)
        + " in slice "
        + value.slice().title()
        + " = "
        + value.title();
  }
}
