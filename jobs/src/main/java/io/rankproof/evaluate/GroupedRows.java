package io.rankproof.evaluate;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** Spark's own rows, without a conversion per row: the one place that knows the classic Dataset. */
final class GroupedRows {
  private GroupedRows() {}

  /** The rows of a dataset. An iterator reuses its row: take values, not rows. */
  static JavaRDD<InternalRow> of(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd().toJavaRDD();
  }
}
