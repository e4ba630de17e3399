package io.rankproof.prepare;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** The one place of this package that knows the classic Dataset: its rows as Spark keeps them. */
final class InternalRows {
  private InternalRows() {}

  /** The rows themselves: one object may be used again for the next row. */
  static JavaRDD<InternalRow> of(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd().toJavaRDD();
  }

  /** Rows of this schema as a dataset of the session that {@code like} has. */
  static Dataset<Row> dataset(JavaRDD<InternalRow> rows, StructType schema, Dataset<Row> like) {
    return ((org.apache.spark.sql.classic.SparkSession) like.sparkSession())
        .internalCreateDataFrame(rows.rdd(), schema, false);
  }
}
