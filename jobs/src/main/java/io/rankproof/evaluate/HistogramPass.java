package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;

/** Collects the distributions of scores, on which areas and bins of equal mass depend. */
final class HistogramPass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final PointPlan plan;
  private final RowColumns rowColumns;
  private final Cohorts cohorts;
  private final int baseline;
  private final BinBudget budget;
  private final boolean wholeWeights;

  /**
   * @param budget bins of each cohort that has histograms
   */
  HistogramPass(
      PointPlan plan,
      RowColumns rowColumns,
      Cohorts cohorts,
      int baseline,
      BinBudget budget,
      boolean wholeWeights) {
    this.plan = plan;
    this.rowColumns = rowColumns;
    this.cohorts = cohorts;
    this.baseline = baseline;
    this.budget = budget;
    this.wholeWeights = wholeWeights;
  }

  /** Reads rows in any order. */
  ScoreHistograms collect(JavaRDD<InternalRow> rows) {
    return MergeTree.of(
        rows.mapPartitions(partition -> List.of(collect(partition)).iterator()),
        ScoreHistograms::merge);
  }

  private ScoreHistograms collect(Iterator<InternalRow> rows) {
    PointRow numbers = new PointRow(rowColumns, plan);
    RowCohorts found = new RowCohorts(cohorts, rowColumns.firstSegment(), baseline);
    ScoreHistograms histograms = new ScoreHistograms(budget, plan.models(), wholeWeights);
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      if (numbers.read(row)) {
        found.find(row, numbers);
        add(numbers, found, histograms);
      }
    }
    return histograms;
  }

  private void add(PointRow row, RowCohorts found, ScoreHistograms histograms) {
    for (int model = 0; model < plan.models(); model++) {
      for (int i = 0; i < found.count(); i++) {
        if (found.get(i) < histograms.cohorts()) {
          histograms.addScore(
              found.get(i), model, row.score(model), row.isPositive(), row.weight());
        }
      }
      if (plan.examined().get(model) && plan.isProbability(model)) {
        histograms.addPrediction(model, row.prediction(model), row.isPositive(), row.weight());
      }
    }
  }
}
