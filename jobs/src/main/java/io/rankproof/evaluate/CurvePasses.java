package io.rankproof.evaluate;

import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.kernel.point.ScoreHistogram;
import io.rankproof.rows.RowBlock;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;

/**
 * The distributions of scores and what is made of them: a pass over all models and cohorts, then
 * more over those whose bins were too few for a sharp value.
 *
 * <p>All passes keep to the same number of bins. Of a sharper histogram only the values of its
 * metrics stay, and a curve for the influences of rows that has no more groups than the first one
 * had bins. What is repeated follows from merged histograms, so from the rows alone.
 */
final class CurvePasses {
  /** Passes over the rows that may follow the first one. */
  static final int MOST_REPEATED = 8;

  private final Setting setting;
  private final PointPlan plan;
  private final JavaRDD<RowBlock> blocks;
  private final BinBudget first;
  private final Areas areas;
  private final CurveInfluences influences;
  private final SortedMap<Integer, BlurredPair> blurred = new TreeMap<>();
  private int repeated;

  /**
   * @param blocks of rows, which are read once in each pass
   */
  CurvePasses(Setting setting, PointPlan plan, JavaRDD<RowBlock> blocks) {
    this.setting = setting;
    this.plan = plan;
    this.blocks = blocks;
    first = firstBudget(setting, plan);
    areas = new Areas(first.cohorts(), plan.models(), plan.curveMetrics());
    influences = new CurveInfluences(first.cohorts(), plan.models(), plan.curveMetrics());
  }

  /** Without areas only all rows together need bins: those of calibration come from them. */
  private static BinBudget firstBudget(Setting setting, PointPlan plan) {
    long[] rows = setting.cohorts().mostRows(setting.profile().randomised());
    return BinBudget.spend(
        setting.memory().bins(), plan.hasCurves() ? rows : new long[] {rows[0]}, plan.models());
  }

  /**
   * What came of it.
   *
   * @param innerEdges of bins of equal mass, for each model; null where it has none
   * @param areas values of curve metrics
   * @param influences of rows on them
   */
  record Result(double[][] innerEdges, Areas areas, CurveInfluences influences) {}

  /** Makes the passes, and says which values are not given. */
  Result run() {
    double[][] innerEdges = firstPass();
    if (plan.hasCurves()) {
      repeat();
      new CurveReport(setting, plan, areas).print(blurred, repeated);
    }
    return new Result(innerEdges, areas, influences);
  }

  private double[][] firstPass() {
    ScoreHistograms histograms = collect(first);
    double[][] innerEdges = innerEdges(histograms);
    if (plan.hasCurves()) {
      keep(histograms, first);
    }
    return innerEdges;
  }

  private void repeat() {
    BinBudget next = sharper();
    while (repeated < MOST_REPEATED && !next.pairs().isEmpty()) {
      repeated++;
      keep(collect(next), next);
      next = sharper();
    }
  }

  private BinBudget sharper() {
    return first.sharper(setting.memory().bins(), blurred.values());
  }

  private ScoreHistograms collect(BinBudget budget) {
    return new HistogramPass(
            plan,
            setting.cohorts(),
            setting.baseline(),
            budget,
            setting.profile().fractionalWeights() == 0)
        .collect(blocks);
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

  private void keep(ScoreHistograms histograms, BinBudget budget) {
    for (int pair : budget.pairs()) {
      int cohort = pair / plan.models();
      int model = pair % plan.models();
      keep(histograms.take(cohort, model), cohort, model);
    }
  }

  private void keep(ScoreHistogram histogram, int cohort, int model) {
    ScoreCurve curve = histogram.curve();
    List<CurveValue> values =
        areas.metrics().stream().map(metric -> CurveValue.of(metric, curve)).toList();
    areas.set(cohort, model, values);
    influences.set(cohort, model, curve.joined(first.capacity(cohort, model)));
    List<CurveValue> wanted =
        values.stream().filter(value -> plan.has(model, value.metric())).toList();
    BinNeed need = BinNeed.of(curve, histogram.rows(), wanted);
    if (need.isNone()) {
      blurred.remove(first.index(cohort, model));
    } else {
      blurred.put(
          first.index(cohort, model), new BlurredPair(cohort, model, histogram.rows(), need));
    }
  }
}
