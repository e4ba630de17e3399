package io.rankproof.evaluate;

import io.rankproof.rows.RowBlock;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Collects the distributions of scores, on which areas and bins of equal mass depend: of the models
 * and cohorts that have bins.
 */
final class HistogramPass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final PointPlan plan;
  private final Cohorts cohorts;
  private final int baseline;
  private final BinBudget budget;
  private final boolean wholeWeights;

  /**
   * @param budget bins of each model in each cohort
   */
  HistogramPass(
      PointPlan plan, Cohorts cohorts, int baseline, BinBudget budget, boolean wholeWeights) {
    this.plan = plan;
    this.cohorts = cohorts;
    this.baseline = baseline;
    this.budget = budget;
    this.wholeWeights = wholeWeights;
  }

  /** Reads blocks in any order. */
  ScoreHistograms collect(JavaRDD<RowBlock> blocks) {
    return MergeTree.of(
        blocks.mapPartitions(partition -> List.of(collect(partition)).iterator()),
        ScoreHistograms::merge);
  }

  private ScoreHistograms collect(Iterator<RowBlock> blocks) {
    PointRow numbers = new PointRow(plan);
    RowCohorts found = new RowCohorts(cohorts, baseline);
    ScoreHistograms histograms = new ScoreHistograms(budget, wholeWeights);
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      for (int row = 0; row < block.size(); row++) {
        if (numbers.read(block, row)) {
          found.find(block, row, numbers);
          add(numbers, found, histograms);
        }
      }
    }
    return histograms;
  }

  private void add(PointRow row, RowCohorts found, ScoreHistograms histograms) {
    for (int model = 0; model < plan.models(); model++) {
      for (int i = 0; i < found.count(); i++) {
        if (budget.capacity(found.get(i), model) > 0) {
          histograms.addScore(
              found.get(i), model, row.score(model), row.isPositive(), row.weight());
        }
      }
      if (budget.predictions() > 0 && plan.examined().get(model) && plan.isProbability(model)) {
        histograms.addPrediction(model, row.prediction(model), row.isPositive(), row.weight());
      }
    }
  }
}
