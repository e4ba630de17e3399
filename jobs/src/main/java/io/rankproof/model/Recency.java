package io.rankproof.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Newer first: minus the item's age in days when it was shown. An item without a creation time
 * counts from its first impression in the training set, and one not shown there from the end of the
 * training set, which is no later than its first impression.
 */
record Recency(ItemValues firstSeen) implements FittedModel {
  private static final double SECONDS_PER_DAY = 86_400;

  /**
   * @param rows training rows with item and time
   */
  static Recency fit(Dataset<Row> rows) {
    Column seen = seconds(col("time"));
    double end = rows.agg(max(seen)).head().getDouble(0);
    return new Recency(new ItemValues(rows.groupBy("item").agg(min(seen).as("value")), end));
  }

  @Override
  public Dataset<Row> score(Dataset<Row> rows, String column) {
    return firstSeen.join(rows, column, Recency::minusAge);
  }

  @Override
  public void save(String folder) {
    firstSeen.save(folder);
  }

  @Override
  public boolean isProbability() {
    return false;
  }

  private static Column minusAge(Column seen) {
    Column created = coalesce(seconds(col("item_created")), seen);
    return created.minus(seconds(col("time"))).divide(lit(SECONDS_PER_DAY));
  }

  private static Column seconds(Column time) {
    return unix_micros(time).divide(lit(1e6));
  }
}
