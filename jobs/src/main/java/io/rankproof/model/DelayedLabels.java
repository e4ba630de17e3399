package io.rankproof.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Immature;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The chance that an engagement is seen at all is that its position is examined times that it has
 * happened by the end of the log: where immature rows are kept, the propensity is the product, and
 * whatever weights an engagement by 1 / propensity corrects for both.
 */
final class DelayedLabels {
  private DelayedLabels() {}

  /**
   * @param rows with propensity and completeness
   * @param examined whether any examination propensity is usable, asked only where immature rows
   *     are kept; otherwise it counts as 1
   */
  static Dataset<Row> correct(Dataset<Row> rows, LabelConfig label, BooleanSupplier examined) {
    if (label.immature() == Immature.EXCLUDE) {
      return rows;
    }
    Column propensity =
        examined.getAsBoolean() ? col("propensity") : coalesce(col("propensity"), lit(1.0));
    return rows.withColumn("propensity", propensity.multiply(col("completeness")));
  }
}
