package io.rankproof.propensity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.rankproof.functions.ExactSum;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the training rows of one context and position hold, whatever showed them.
 *
 * @param randomised rows of the randomised slice
 * @param given rows with a usable given propensity (finite, above 0)
 * @param refused rows with another one
 */
record PositionCounts(
    String context,
    int position,
    long impressions,
    long clicks,
    long randomised,
    long given,
    long refused,
    double givenSum,
    double givenLeast,
    double givenMost) {

  /**
   * @param train rows with the columns context, position, click, randomised and
   *     examination_propensity; those without a position are left out
   */
  static List<PositionCounts> of(Dataset<Row> train) {
    Column p = col("examination_propensity");
    // NaN compares as larger than infinity
    Column good = when(p.gt(0).and(p.lt(Double.POSITIVE_INFINITY)), p);
    return train
        .where(col("position").isNotNull())
        .groupBy("context", "position")
        .agg(
            count(lit(1)).as("impressions"),
            count_if(col("click")),
            count_if(col("randomised")),
            count(good),
            count(p),
            ExactSum.of(good),
            min(good),
            max(good))
        .collectAsList()
        .stream()
        .map(PositionCounts::of)
        .sorted(
            Comparator.comparing(PositionCounts::context)
                .thenComparingInt(PositionCounts::position))
        .toList();
  }

  private static PositionCounts of(Row row) {
    return new PositionCounts(
        row.getString(0),
        row.getInt(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6) - row.getLong(5),
        orZero(row, 7),
        orZero(row, 8),
        orZero(row, 9));
  }

  private static double orZero(Row row, int index) {
    return row.isNullAt(index) ? 0 : row.getDouble(index);
  }
}
