package io.rankproof.propensity;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A point of a curve, as in the table {@code propensities}.
 *
 * @param value examination relative to position 1; above 1 where the log says so
 * @param low lower end of its interval; null where the method gives none
 * @param high upper end
 * @param logCovariance of log p with log p of positions 1, 2, ... of the context, NaN where
 *     unknown; null where the method gives none
 * @param usable false: nothing may be weighted by it
 */
record Propensity(
    String context,
    int position,
    double value,
    Double low,
    Double high,
    List<Double> logCovariance,
    long impressions,
    long clicks,
    String method,
    boolean usable) {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "context STRING, position INT, propensity DOUBLE, ci_low DOUBLE, ci_high DOUBLE, "
              + "log_covariance ARRAY<DOUBLE>, impressions BIGINT, clicks BIGINT, method STRING, "
              + "usable BOOLEAN");

  static Dataset<Row> table(SparkSession spark, List<Propensity> curve) {
    return spark.createDataFrame(curve.stream().map(Propensity::row).toList(), SCHEMA).coalesce(1);
  }

  /** The same point with other numbers. */
  Propensity at(double newValue, Double newLow, Double newHigh, List<Double> newCovariance) {
    return new Propensity(
        context,
        position,
        newValue,
        newLow,
        newHigh,
        newCovariance,
        impressions,
        clicks,
        method,
        usable);
  }

  /** Says that a position is examined more than the first. */
  static Diagnostic above(String context, int position, double p) {
    return new Diagnostic(
        context,
        "propensity_above_1@" + position,
        p,
        "this position is examined more than the first one; kept as it is");
  }

  private Row row() {
    return RowFactory.create(
        context, position, value, low, high, logCovariance, impressions, clicks, method, usable);
  }
}
