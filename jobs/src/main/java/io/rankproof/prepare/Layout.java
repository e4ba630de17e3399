package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.ingest.LogColumns;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How {@code examples} lies on disk: all rows of a cluster, and so of a request, in one task's
 * output, ordered by a hash of the cluster, request, position, item. A reader of one file of one
 * split sees each of its requests whole and without a break.
 */
final class Layout {
  /** Rows that one task sorts without spilling on a small heap. */
  private static final long ROWS_PER_PARTITION = 500_000;

  /** Below this a task's fixed cost is larger than its work. */
  private static final long LEAST_ROWS = 20_000;

  private Layout() {}

  /** As many tasks as the rows need: enough to use the cores, few enough to have large files. */
  static int partitions(SparkSession session, long rows) {
    long cores = session.sparkContext().defaultParallelism();
    long bySize = (rows + ROWS_PER_PARTITION - 1) / ROWS_PER_PARTITION;
    long byCores = Math.min(cores, (rows + LEAST_ROWS - 1) / LEAST_ROWS);
    return (int) Math.min(Math.max(Math.max(bySize, byCores), 1), 100_000);
  }

  /**
   * Brings the rows of a cluster into one task. A split that looks at other rows of a request or a
   * user finds them there: left to itself, Spark would bring together no more than those.
   */
  static Dataset<Row> byCluster(Dataset<Row> rows, int partitions) {
    return rows.repartition(partitions, col(LogColumns.CLUSTER));
  }

  /** Brings rows into that order whose clusters are together. */
  static Dataset<Row> together(Dataset<Row> rows) {
    return rows.sortWithinPartitions(
        xxhash64(col("cluster")), col("request"), col("position"), col("item"));
  }
}
