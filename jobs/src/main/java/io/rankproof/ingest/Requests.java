package io.rankproof.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One row per request of a log, by the 64-bit hash of its id: nothing but numbers, so that the one
 * aggregation over all rows that comes before everything else is cheap. Where the hash alone could
 * mislead, the ids themselves decide.
 */
final class Requests {
  /** Ids of bad requests up to this many are sent to every executor instead of shuffled. */
  private static final long BROADCAST = 100_000;

  static final String ROWS = "_rows";
  private static final List<String> KEY = List.of(LogColumns.REQUEST_KEY);
  private static final String LEAST = "_least_cluster";
  private static final String MOST = "_most_cluster";

  private final Dataset<Row> mapped;
  private final Dataset<Row> table;
  private long candidates;

  private Requests(Dataset<Row> mapped, Dataset<Row> table) {
    this.mapped = mapped;
    this.table = table;
  }

  /** Kept until {@link #close}: it is small next to the log, and read more than once. */
  static Requests of(Dataset<Row> mapped) {
    Dataset<Row> table =
        mapped
            .select(
                col(LogColumns.REQUEST_KEY),
                col(LogColumns.CLUSTER_KEY),
                unix_micros(col(LogColumns.TIME)).as(LogColumns.MICROS))
            .groupBy(LogColumns.REQUEST_KEY)
            .agg(
                min(LogColumns.MICROS).as(LogColumns.MICROS),
                min(LogColumns.CLUSTER_KEY).as(LEAST),
                max(LogColumns.CLUSTER_KEY).as(MOST),
                count(lit(1)).as(ROWS));
    return new Requests(mapped, table.persist(StorageLevel.MEMORY_AND_DISK()));
  }

  void close() {
    table.unpersist();
  }

  /**
   * Columns REQUEST_KEY (null: rows without a request), {@link LogColumns#MICROS}, {@link #ROWS}.
   */
  Dataset<Row> table() {
    return table;
  }

  /** Whether a request's rows lie in several clusters, as far as the hash of its id tells. */
  static Column divided() {
    return col(LogColumns.REQUEST_KEY).isNotNull().and(col(LEAST).notEqual(col(MOST)));
  }

  /**
   * How many requests have rows in several clusters.
   *
   * @param divided how many the hashes say there are: requests of one hash look like one
   */
  long countShared(long divided) {
    candidates = divided;
    return divided == 0 ? 0 : shared().count();
  }

  /** The ids of the requests that have rows in several clusters. */
  Dataset<Row> shared() {
    Dataset<Row> keys = few(table.where(divided()).select(LogColumns.REQUEST_KEY));
    return mapped
        .join(keys, LogColumns.REQUEST_KEY)
        .groupBy(LogColumns.REQUEST)
        .agg(min(LogColumns.CLUSTER_KEY).as(LEAST), max(LogColumns.CLUSTER_KEY).as(MOST))
        .where(col(LEAST).notEqual(col(MOST)))
        .select(LogColumns.REQUEST);
  }

  /** A small table, sent to where it is needed. */
  Dataset<Row> few(Dataset<Row> requests) {
    return candidates <= BROADCAST ? org.apache.spark.sql.functions.broadcast(requests) : requests;
  }

  /**
   * Adds the cluster of its request to each row; one of a request that is not there has its own.
   */
  Dataset<Row> withClusters(Dataset<Row> rows) {
    Dataset<Row> clusters =
        table
            .where(col(LogColumns.REQUEST_KEY).isNotNull())
            .select(col(LogColumns.REQUEST_KEY), col(LEAST).as(LogColumns.CLUSTER_KEY));
    return rows.join(clusters, CollectionConverters.asScala(KEY).toSeq(), "left")
        .withColumn(
            LogColumns.CLUSTER_KEY,
            coalesce(col(LogColumns.CLUSTER_KEY), col(LogColumns.REQUEST_KEY)));
  }
}
