package io.rankproof.ope;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A row of the table {@code ope}.
 *
 * @param ratio the estimate; null when it is refused
 * @param weights of the rows behind it
 * @param refused why there is no value; null when there is one
 */
record OpeRow(
    String target,
    String logger,
    String estimator,
    ClusteredRatio ratio,
    Weights weights,
    String refused) {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "target STRING, logger STRING, estimator STRING, value DOUBLE, ci_low DOUBLE, "
              + "ci_high DOUBLE, se DOUBLE, rounds BIGINT, ess DOUBLE, mean_weight DOUBLE, "
              + "max_weight DOUBLE, refused STRING");

  /**
   * What the importance weights of a target do to the sample.
   *
   * @param rounds rows used
   * @param sum of the weights
   * @param squares sum of their squares
   * @param instances sum of the instance weights
   * @param largest the largest weight
   */
  record Weights(long rounds, double sum, double squares, double instances, double largest) {
    static final Weights NONE = new Weights(0, 0, 0, 0, 0);

    /** (sum w)^2 / sum w^2; 0 without rows. */
    double effectiveSampleSize() {
      return squares > 0 ? sum * sum / squares : 0;
    }

    double mean() {
      return instances > 0 ? sum / instances : 0;
    }
  }

  static Dataset<Row> table(SparkSession spark, List<OpeRow> rows, double confidence) {
    return spark
        .createDataFrame(rows.stream().map(row -> row.row(confidence)).toList(), SCHEMA)
        .coalesce(1);
  }

  private Row row(double confidence) {
    Double value = ratio == null ? null : (Double) ratio.value();
    Double half = ratio == null ? null : known(ratio.halfWidth(confidence));
    return RowFactory.create(
        target,
        logger,
        estimator,
        value,
        half == null ? null : (Double) (value - half),
        half == null ? null : (Double) (value + half),
        ratio == null ? null : known(ratio.standardError()),
        weights.rounds(),
        weights.effectiveSampleSize(),
        weights.mean(),
        weights.largest(),
        refused);
  }

  private static Double known(double number) {
    return Double.isFinite(number) ? (Double) number : null;
  }
}
