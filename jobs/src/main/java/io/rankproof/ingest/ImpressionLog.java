package io.rankproof.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The log with its columns mapped, and the rules by which a row or a request is usable. */
public final class ImpressionLog implements AutoCloseable {
  private final List<ContractFinding> contract;
  private final Dataset<Row> mapped;
  private final Requests requests;
  private final LogShape shape;

  private ImpressionLog(
      List<ContractFinding> contract, Dataset<Row> mapped, Requests requests, LogShape shape) {
    this.contract = contract;
    this.mapped = mapped;
    this.requests = requests;
    this.shape = shape;
  }

  /**
   * Checks the contract, maps the columns and passes once over the keys.
   *
   * @throws InputException if the log is empty, breaks a rule of its contract that must be kept, a
   *     column has the wrong type, or no row has both a request and a time
   * @throws ConfigException if an expression does not resolve
   */
  public static ImpressionLog open(Sources sources, RankproofConfig config) {
    Dataset<Row> impressions = sources.impressions();
    Contract contract = Contract.check(impressions, config.source().contract());
    Dataset<Row> mapped = mapped(impressions, contract, config);
    Requests requests = Requests.of(mapped);
    LogShape shape = LogShape.of(requests);
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
    return new ImpressionLog(contract.findings(), mapped, requests, shape);
  }

  /** An empty file's columns have no types worth complaining about: that it is empty is. */
  private static Dataset<Row> mapped(
      Dataset<Row> impressions, Contract contract, RankproofConfig config) {
    try {
      return Mapping.apply(impressions, contract, config);
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

  /** What became of the rules of the contract. */
  public List<ContractFinding> contract() {
    return contract;
  }

  /** The session that reads it. */
  public SparkSession session() {
    return mapped.sparkSession();
  }

  /** Rows, users and times of the log. */
  public LogShape shape() {
    return shape;
  }

  /**
   * Adds the cluster of its request to rows of another table: what brings them to it.
   *
   * @param rows with {@link LogColumns#REQUEST_KEY}
   */
  public Dataset<Row> withClusters(Dataset<Row> rows) {
    return requests.withClusters(rows);
  }

  /** Cluster, item, request and time of the usable rows, by hash but for the request. */
  public Dataset<Row> shown(TimeRange range) {
    return withoutShared(usable(range))
        .select(
            col(LogColumns.CLUSTER_KEY),
            col(LogColumns.ITEM_KEY),
            col(LogColumns.REQUEST),
            unix_micros(col(LogColumns.TIME)).as(LogColumns.MICROS));
  }

  /**
   * Usable rows, those of a cluster in one partition, ordered by cluster key, request, position,
   * item and content: those of a request one after another, exact duplicates side by side.
   *
   * <p>Hashes do not compress: those that can be made again are not sent.
   *
   * @param range a row outside has a bad time
   */
  public Dataset<Row> together(TimeRange range, int partitions) {
    Dataset<Row> usable = usable(range).drop(LogColumns.PROBLEM, LogColumns.SOURCE);
    Column clusterKey = xxhash64(col(LogColumns.CLUSTER));
    return withoutShared(usable)
        .drop(LogColumns.REQUEST_KEY, LogColumns.CLUSTER_KEY, LogColumns.ITEM_KEY)
        .repartition(partitions, clusterKey)
        .withColumn(LogColumns.CLUSTER_KEY, clusterKey)
        .withColumn(LogColumns.ITEM_KEY, xxhash64(col(LogColumns.ITEM)))
        .sortWithinPartitions(
            LogColumns.CLUSTER_KEY,
            LogColumns.REQUEST,
            LogColumns.POSITION,
            LogColumns.ITEM,
            LogColumns.CONTENT);
  }

  /** Rows that are bad by themselves or share their request with another user, for a quarantine. */
  public Dataset<Row> unusable(TimeRange range) {
    Dataset<Row> bad = asQuarantine(mapped.where(problem(range).isNotNull()), problem(range));
    if (shape.sharedRequests() == 0) {
      return bad;
    }
    Dataset<Row> shared = usable(range).join(requests.few(requests.shared()), LogColumns.REQUEST);
    return bad.unionByName(asQuarantine(shared, lit(Reasons.USER_CONFLICT)));
  }

  /** Keys of the request, cluster and item of the rows of {@link #unusable}. */
  public Dataset<Row> unusableKeys(TimeRange range) {
    Column[] keys = {
      col(LogColumns.REQUEST_KEY), col(LogColumns.CLUSTER_KEY), col(LogColumns.ITEM_KEY)
    };
    Dataset<Row> bad = mapped.where(problem(range).isNotNull()).select(keys);
    return shape.sharedRequests() == 0
        ? bad
        : bad.unionByName(
            usable(range).join(requests.few(requests.shared()), LogColumns.REQUEST).select(keys));
  }

  /**
   * Rows of requests in conflict, for a quarantine.
   *
   * @param requests id and {@link LogColumns#CONFLICT}
   */
  public Dataset<Row> conflicting(TimeRange range, Dataset<Row> conflicts) {
    return conflicting(usable(range), conflicts);
  }

  /**
   * The same of a few requests: only their rows are mapped as a whole.
   *
   * @param ids all of them
   */
  public Dataset<Row> conflicting(TimeRange range, Dataset<Row> conflicts, Collection<String> ids) {
    return conflicting(usable(range).where(col(LogColumns.REQUEST).isin(ids.toArray())), conflicts);
  }

  private Dataset<Row> conflicting(Dataset<Row> usable, Dataset<Row> conflicts) {
    Dataset<Row> rows =
        withoutShared(usable)
            .join(conflicts, LogColumns.REQUEST)
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
    Dataset<Row> shared = requests.few(requests.shared());
    return rows.join(
        shared, rows.col(LogColumns.REQUEST).equalTo(shared.col(LogColumns.REQUEST)), "left_anti");
  }

  @Override
  public void close() {
    requests.close();
  }
}
