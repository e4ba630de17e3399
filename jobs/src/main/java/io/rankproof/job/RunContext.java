package io.rankproof.job;

import io.rankproof.config.RankproofConfig;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a job works with. */
public record RunContext(
    SparkSession spark, RankproofConfig config, Store store, RunId run, Console console) {

  /** This run's rows of a table. */
  public Dataset<Row> read(Table table) {
    return store.read(table, run);
  }

  /** This run's rows of a part of a table. */
  public Dataset<Row> read(Table table, Column filter) {
    return store.read(table, run, filter);
  }

  /**
   * Whether the rows of each cluster are recorded to follow one another in one file of a table, in
   * them those of each request.
   */
  public boolean isTogether(Table table) {
    return store.isTogether(table, run);
  }
}
