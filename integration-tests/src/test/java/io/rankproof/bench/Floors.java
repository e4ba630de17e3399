package io.rankproof.bench;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** What no grouped metric of these rows can do without, or what most ways begin with. */
final class Floors {
  static final String SCAN = "columnar scan";
  static final String EXCHANGE = "scan, exchange and sort within partitions";

  private Floors() {}

  /** Decodes the columns into column batches and counts the rows. */
  static Contender scan(Dataset<Row> rows, String... columns) {
    return Contender.floor(SCAN, () -> scan(select(rows, columns)));
  }

  private static void scan(Dataset<Row> rows) {
    SparkPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().executedPlan();
    RDD<ColumnarBatch> batches = plan.collectLeaves().apply(0).executeColumnar();
    batches.toJavaRDD().map(batch -> (long) batch.numRows()).fold(0L, Long::sum);
  }

  /** Brings the rows of a request together and sorts them by score. */
  static Contender exchangeAndSort(Dataset<Row> rows, String request, String... columns) {
    return Contender.floor(
        EXCHANGE,
        () ->
            select(rows, columns)
                .repartition(functions.col(request))
                .sortWithinPartitions(functions.col(request), functions.col("score_a").desc())
                .write()
                .format("noop")
                .mode("overwrite")
                .save());
  }

  private static Dataset<Row> select(Dataset<Row> rows, String... columns) {
    Column[] selected = new Column[columns.length];
    for (int i = 0; i < columns.length; i++) {
      selected[i] = functions.col(columns[i]);
    }
    return rows.select(selected);
  }
}
