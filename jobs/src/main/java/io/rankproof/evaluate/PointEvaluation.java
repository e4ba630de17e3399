package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.rows.RowBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
   */
  record Result(Findings findings, List<Row> calibration) {}

  /** Evaluates; empty where no metric means anything. */
  Optional<Result> run() {
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    JavaRDD<RowBlock> blocks = setting.stream().blocks(setting.spec());
    ScoreHistograms histograms = histograms(blocks);
    Areas areas = new Areas(histograms, plan.models());
    PointColumns columns = new PointColumns(plan, innerEdges(histograms));
    reportAreas(areas);
    List<Quantity> quantities =
        columns.quantities(setting.primaryLabel(), setting.profile().hasRandomised(), areas);
    CohortSums sums = sum(blocks, columns, quantities, areas);
    sums.requireExact();
    Findings findings = setting.findings(sums, quantities);
    return Optional.of(new Result(findings, new CalibrationTable(setting, columns, sums).rows()));
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
        BinBudget.BINS, plan.hasAreas() ? rows : new long[] {rows[0]}, plan.models());
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

  private CohortSums sum(
      JavaRDD<RowBlock> blocks, PointColumns columns, List<Quantity> quantities, Areas areas) {
    double influences = plan.hasAreas() ? PointPass.largestInfluence(areas, plan.models()) : 0;
    double[] bounds =
        columns.bounds(
            setting.profile(), setting.scored().models(), setting.primaryLabel(), influences);
    SumShape shape = setting.shape(
            bounds, columns.replicated(), List.of(), quantities, columns.counters());
    Broadcast<Areas> shared =
        JavaSparkContext.fromSparkContext(setting.context().spark().sparkContext())
            .broadcast(areas);
    try {
      return new PointPass(
              columns,
              setting.cohorts(),
              shape,
              shared,
              setting.baseline())
          .sum(blocks);
    } finally {
      shared.destroy();
    }
  }

  /** Says which areas are not exact, and how far they can be off. */
  private void reportAreas(Areas areas) {
    if (!plan.hasAreas()) {
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
              String.format(java.util.Locale.ROOT, "ROC-AUC and PR-AUC are exact to %.2g", worst));
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
              "ROC-AUC and PR-AUC of small slices",
              "only the largest " + areas.cohorts() + " slices and variants have areas");
    }
  }

  private double report(Areas areas, int cohort, int model, List<String> blurred) {
    double worst = 0;
    for (PointMetric metric : new PointMetric[] {PointMetric.ROC_AUC, PointMetric.PR_AUC}) {
      BoundedValue area = areas.value(cohort, model, metric);
      if (plan.has(model, metric) && area.isSharp()) {
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
