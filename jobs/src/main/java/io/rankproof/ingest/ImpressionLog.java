package io.rankproof.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.to_json;

import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The log with its columns mapped, and the rules by which a row or a request is usable. */
public final class ImpressionLog {
  /** Ids of bad requests up to this many are sent to every executor instead of shuffled. */
  private static final long BROADCAST = 100_000;

  private final Dataset<Row> mapped;
  private final RequestRules rules;
  private final LogShape shape;

  private ImpressionLog(Dataset<Row> mapped, RequestRules rules, LogShape shape) {
    this.mapped = mapped;
    this.rules = rules;
    this.shape = shape;
  }

  /**
   * Maps the columns and passes once over the keys.
   *
   * @throws InputException if the log is empty, a column has the wrong type, or no row has both a
   *     request and a time
   * @throws ConfigException if an expression does not resolve
   */
  public static ImpressionLog open(Sources sources, RankproofConfig config) {
    Dataset<Row> mapped = mapped(sources.impressions(), config);
    LogShape shape = LogShape.of(mapped);
    if (shape.rows() == 0) {
      throw empty(config);
    }
    if (shape.times().requests() == 0) {
      throw new InputException(
          "source: none of the "
              + shape.rows()
              + " rows has both a request and a time; check source.columns.request and"
              + " source.columns.time");
    }
    boolean positions = config.source().columns().position().isPresent();
    return new ImpressionLog(mapped, new RequestRules(positions), shape);
  }

  /** An empty file's columns have no types worth complaining about: that it is empty is. */
  private static Dataset<Row> mapped(Dataset<Row> impressions, RankproofConfig config) {
    try {
      return Mapping.apply(impressions, config);
    } catch (InputException | ConfigException wrongType) {
      throw impressions.isEmpty() ? empty(config) : wrongType;
    }
  }

  private static InputException empty(RankproofConfig config) {
    return new InputException(
        "source: there is no row in "
            + String.join(", ", config.source().tables().keySet())
            + config.source().sql().map(sql -> " after source.sql").orElse("")
            + "; give a log with impressions");
  }

  /** Rows, users and times of the log. */
  public LogShape shape() {
    return shape;
  }

  /** The cluster of every request: what brings rows of other tables to it. */
  public Dataset<Row> requestClusters() {
    return LogShape.requests(mapped)
        .where(col(LogColumns.REQUEST).isNotNull())
        .select(LogColumns.REQUEST, LogColumns.CLUSTER);
  }

  /**
   * Usable rows, those of a cluster in one partition, those of a request one after another, with
   * {@link #duplicate} marked.
   *
   * @param range a row outside has a bad time
   */
  public Dataset<Row> together(TimeRange range, int partitions) {
    Dataset<Row> usable = usable(range).drop(LogColumns.PROBLEM, LogColumns.SOURCE);
    return rules.markDuplicates(
        withoutShared(usable).repartition(partitions, col(LogColumns.CLUSTER)));
  }

  /** Of rows that are together: an exact duplicate of one that stays. */
  public static Column duplicate() {
    return col(LogColumns.DUPLICATE);
  }

  /**
   * Rows without duplicates, with {@link LogColumns#CONFLICT}, {@link LogColumns#REQUEST_TIME} and
   * {@link LogColumns#REQUEST_END} of their request, ordered by cluster, request, position, item.
   */
  public Dataset<Row> judge(Dataset<Row> together) {
    return rules.judge(together);
  }

  /**
   * Everything that is not used, as {@code quarantine} has it.
   *
   * @param conflicts whether any request was found in conflict
   */
  public Dataset<Row> quarantine(TimeRange range, int partitions, boolean conflicts) {
    Dataset<Row> bad = asQuarantine(mapped.where(problem(range).isNotNull()), problem(range));
    if (shape.sharedRequests() > 0) {
      Dataset<Row> shared = usable(range).join(few(sharedRequests()), LogColumns.REQUEST);
      bad = bad.unionByName(asQuarantine(shared, lit(Reasons.USER_CONFLICT)));
    }
    return conflicts ? bad.unionByName(conflicting(range, partitions)) : bad;
  }

  private Dataset<Row> conflicting(TimeRange range, int partitions) {
    Dataset<Row> requests =
        judge(together(range, partitions).where(duplicate().equalTo(false)))
            .where(col(LogColumns.CONFLICT).isNotNull())
            .groupBy(LogColumns.REQUEST)
            .agg(min(LogColumns.CONFLICT).as(LogColumns.CONFLICT));
    Dataset<Row> rows =
        withoutShared(usable(range))
            .join(requests, LogColumns.REQUEST)
            .dropDuplicates(new String[] {LogColumns.REQUEST, LogColumns.ITEM, LogColumns.CONTENT});
    return asQuarantine(rows, col(LogColumns.CONFLICT));
  }

  private static Dataset<Row> asQuarantine(Dataset<Row> rows, Column reason) {
    return rows.select(
        reason.as("reason"), col(LogColumns.REQUEST), to_json(col(LogColumns.SOURCE)).as("row"));
  }

  private Dataset<Row> usable(TimeRange range) {
    return mapped.where(problem(range).isNull());
  }

  private static Column problem(TimeRange range) {
    return coalesce(col(LogColumns.PROBLEM), range.problem(col(LogColumns.TIME)));
  }

  private Dataset<Row> withoutShared(Dataset<Row> rows) {
    if (shape.sharedRequests() == 0) {
      return rows;
    }
    Dataset<Row> shared = few(sharedRequests());
    return rows.join(
        shared, rows.col(LogColumns.REQUEST).equalTo(shared.col(LogColumns.REQUEST)), "left_anti");
  }

  private Dataset<Row> sharedRequests() {
    return LogShape.requests(mapped)
        .where(col("shared").and(col(LogColumns.REQUEST).isNotNull()))
        .select(LogColumns.REQUEST);
  }

  private Dataset<Row> few(Dataset<Row> requests) {
    return shape.sharedRequests() <= BROADCAST ? broadcast(requests) : requests;
  }
}
