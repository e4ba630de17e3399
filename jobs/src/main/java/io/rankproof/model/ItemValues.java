package io.rankproof.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A number per item.
 *
 * @param values item and value, one row per item
 * @param other the value of every other item
 */
record ItemValues(Dataset<Row> values, double other) {
  private static final String KEY = "_value_item";
  private static final String VALUE = "_value";

  /** The rows with a column made of their item's value. */
  Dataset<Row> join(Dataset<Row> rows, String column, UnaryOperator<Column> score) {
    Dataset<Row> renamed = values.select(col("item").as(KEY), col("value").as(VALUE));
    return rows.join(renamed, rows.col("item").equalTo(renamed.col(KEY)), "left")
        .withColumn(column, score.apply(coalesce(col(VALUE), lit(other))))
        .drop(KEY, VALUE);
  }

  /** Parquet; the value of other items is the row without an item. */
  void save(String folder) {
    Dataset<Row> rest = values.sparkSession().range(1).select(lit(null).cast("string"), lit(other));
    values.select("item", "value").union(rest).write().mode(SaveMode.Overwrite).parquet(folder);
  }

  static ItemValues load(SparkSession spark, String folder) {
    Dataset<Row> all = spark.read().parquet(folder);
    double other = all.where(col("item").isNull()).select("value").head().getDouble(0);
    return new ItemValues(all.where(col("item").isNotNull()), other);
  }
}
