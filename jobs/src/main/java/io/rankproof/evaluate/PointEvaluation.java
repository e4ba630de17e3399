package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.rows.RowBlock;
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
   * @param thresholds what gives the best thresholds of costs
   */
  record Result(Findings findings, List<Row> calibration, BestThresholds thresholds) {}

  /** Evaluates; empty where no metric means anything. */
  Optional<Result> run() {
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    JavaRDD<RowBlock> blocks = setting.stream().blocks(setting.spec());
    CurvePasses.Result curves = new CurvePasses(setting, plan, blocks).run();
    Areas areas = curves.areas();
    PointColumns columns = new PointColumns(plan, curves.innerEdges());
    reportIntervals();
    List<Quantity> quantities =
        columns.quantities(setting.primaryLabel(), setting.profile().hasRandomised(), areas);
    LossSums losses = sum(columns, quantities, curves.influences());
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

  private LossSums sum(
      PointColumns columns, List<Quantity> quantities, CurveInfluences influences) {
    double largest = plan.hasCurves() ? influences.largest() : 0;
    double[] bounds =
        columns.bounds(
            setting.profile(), setting.scored().models(), setting.primaryLabel(), largest);
    SumShape shape =
        setting.shape(bounds, columns.replicated(), List.of(), quantities, columns.counters());
    LossSlopes.Shape slopes = slopeShape(columns);
    JavaRDD<RowBlock> blocks =
        setting.stream().blocks(setting.spec().with(PointReader.segments(slopes.points())));
    Broadcast<CurveInfluences> shared =
        JavaSparkContext.fromSparkContext(setting.context().spark().sparkContext())
            .broadcast(influences);
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
        setting.out().notComputed("interval of " + metric.title(), whyNoInterval(metric));
      }
    }
  }

  private static String whyNoInterval(PointMetric metric) {
    if (!metric.isCalibration()) {
      return "its threshold is chosen on the same rows, which makes it look too small";
    }
    return metric.isCorrected()
        ? "replicates carry noise of their own, which the correction does not know"
        : "noise of its bins adds to it, and replicates carry noise once more: where the model is"
            + " calibrated their interval lies above the error";
  }
}
