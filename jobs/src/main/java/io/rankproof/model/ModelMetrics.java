package io.rankproof.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.try_divide;

import io.rankproof.functions.ExactSum;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * How a fitted model does on a set, over rows and with instance weights: enough to see
 * over-fitting. What decides is computed by {@code evaluate}.
 */
final class ModelMetrics {
  private static final double LEAST = 1e-15;

  private ModelMetrics() {}

  /**
   * @param prefix {@code train} or {@code valid}
   * @param scored rows with label, score, weight and propensity
   * @param probability whether the score estimates the mean label
   * @param relevance whether that is the mean label of an examined row, so that a click has
   *     probability p x score
   */
  static Map<String, Double> of(
      String prefix, Dataset<Row> scored, boolean probability, boolean relevance) {
    Dataset<Row> rows =
        scored
            .select("label", "score", "weight", "propensity")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return of(prefix, rows, LabelCounts.of(rows), probability, relevance);
    } finally {
      rows.unpersist();
    }
  }

  private static Map<String, Double> of(
      String prefix,
      Dataset<Row> rows,
      LabelCounts labels,
      boolean probability,
      boolean relevance) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put(prefix + "_rows", (double) labels.rows());
    if (labels.rows() == 0) {
      return metrics;
    }
    Column estimate =
        relevance ? col("score").multiply(coalesce(col("propensity"), lit(1))) : col("score");
    if (probability && labels.isBinary()) {
      metrics.put(prefix + "_log_loss", mean(rows, logLoss(estimate)));
    } else if (probability) {
      Column error = estimate.minus(col("label"));
      metrics.put(prefix + "_rmse", Math.sqrt(mean(rows, error.multiply(error))));
    }
    if (labels.hasBothClasses()) {
      metrics.put(prefix + "_auc", auc(rows));
    }
    return metrics;
  }

  private static Column logLoss(Column estimate) {
    Column p = least(greatest(estimate, lit(LEAST)), lit(1 - LEAST));
    Column y = col("label");
    return negate(y.multiply(log(p)).plus(lit(1).minus(y).multiply(log1p(negate(p)))));
  }

  private static double mean(Dataset<Row> rows, Column loss) {
    Column weight = col("weight");
    Row mean = rows.agg(try_divide(ExactSum.of(weight.multiply(loss)), ExactSum.of(weight))).head();
    return mean.isNullAt(0) ? Double.NaN : mean.getDouble(0);
  }

  /** Exact: no bins. */
  private static double auc(Dataset<Row> rows) {
    return new BinaryClassificationEvaluator()
        .setLabelCol("label")
        .setRawPredictionCol("score")
        .setWeightCol("weight")
        .setNumBins(0)
        .evaluate(rows);
  }
}
