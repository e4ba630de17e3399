package io.rankproof.ope;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_divide;

import io.rankproof.config.OpeConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.InputException;
import io.rankproof.job.RunContext;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RelationalGroupedDataset;
import org.apache.spark.sql.Row;

/**
 * The table {@code ope}: the value of target policies by inverse propensity scoring, plain (IPS:
 * Horvitz and Thompson 1952) and self-normalised (SNIPS: Swaminathan and Joachims, NIPS 2015), and
 * each logging policy's own mean reward. The reward is the primary label of a row.
 *
 * <p>Nothing is fitted, so every mature row is used, whatever its set. Sums are made per cluster in
 * one aggregation for all targets, which also gives the cluster-robust errors.
 */
public final class OpeTable {
  private static final String ALL = "all";

  private OpeTable() {}

  /**
   * @return rows as docs/tables.md says; without targets and logging policies there is one
   *     on-policy row
   * @throws InputException if a probability is negative or not finite
   */
  public static Dataset<Row> of(RunContext context) {
    return of(context.read(Table.EXAMPLES), context.config());
  }

  /** The same over a frame with the columns of {@code examples}. */
  static Dataset<Row> of(Dataset<Row> examples, RankproofConfig config) {
    Column reward = col("label_" + config.label().primary());
    Dataset<Row> rows =
        examples
            .where(col("split").notEqual("immature").and(reward.isNotNull()))
            .withColumn("_reward", reward)
            .withColumn("_logger", coalesce(col("policy"), lit(ALL)));
    List<OpeRow> table = new ArrayList<>(targets(rows, config.ope()));
    table.addAll(onPolicy(rows));
    return OpeRow.table(examples.sparkSession(), table, config.evaluate().confidence());
  }

  private static List<OpeRow> targets(Dataset<Row> rows, OpeConfig config) {
    if (config.targets().isEmpty()) {
      return List.of();
    }
    List<Column> ofCluster = new ArrayList<>();
    List<Column> ofAll = new ArrayList<>();
    config
        .targets()
        .forEach(
            (name, target) -> {
              ClusterSums sums = new ClusterSums(name);
              ofCluster.addAll(
                  sums.ofCluster(used(name, target), weight(name), col("_reward"), col("weight")));
              ofAll.addAll(sums.ofAll());
            });
    Row sums = aggregate(aggregate(rows.groupBy("cluster"), ofCluster).groupBy(), ofAll).head();
    List<OpeRow> table = new ArrayList<>();
    config.targets().forEach((name, target) -> table.addAll(rows(name, target, sums, config)));
    return table;
  }

  private static Column used(String name, OpeConfig.Target target) {
    Column known = col("action_propensity").isNotNull().and(col("target_" + name).isNotNull());
    return target.logger().map(logger -> known.and(col("_logger").equalTo(logger))).orElse(known);
  }

  /** Not finite where the logger's probability is 0: such rows are refused. */
  private static Column weight(String name) {
    return coalesce(
        try_divide(col("target_" + name), col("action_propensity")), lit(Double.POSITIVE_INFINITY));
  }

  private static List<OpeRow> rows(
      String name, OpeConfig.Target target, Row sums, OpeConfig config) {
    ClusterSums of = new ClusterSums(name);
    refuseBad(name, of.bad(sums));
    OpeRow.Weights weights = of.weights(sums);
    String logger = target.logger().orElse(ALL);
    String refused = refused(weights, logger, config.minEss());
    boolean shown = refused == null;
    return List.of(
        new OpeRow(name, logger, "ips", shown ? of.ips(sums) : null, weights, refused),
        new OpeRow(name, logger, "snips", shown ? of.snips(sums) : null, weights, refused));
  }

  private static String refused(OpeRow.Weights weights, String logger, double minEss) {
    if (weights.rounds() == 0) {
      return "no row of logger "
          + logger
          + " has both an action propensity (source.columns.action-propensity) and a target"
          + " probability";
    }
    double ess = weights.effectiveSampleSize();
    return ess >= minEss
        ? null
        : String.format(
            Locale.ROOT,
            "effective sample size %.1f is below ope.min-ess = %.1f: about %.0f times the rows are"
                + " needed",
            ess,
            minEss,
            Math.ceil(minEss / Math.max(ess, 1e-9)));
  }

  private static void refuseBad(String name, long bad) {
    if (bad > 0) {
      throw new InputException(
          "ope.targets."
              + name
              + ": "
              + bad
              + " rows have a target probability or action propensity that is negative, not finite"
              + " or a propensity of 0; correct the expression, or make them null");
    }
  }

  /** What each logging policy earned itself. */
  private static List<OpeRow> onPolicy(Dataset<Row> rows) {
    ClusterSums sums = new ClusterSums("on_policy");
    Dataset<Row> clusters =
        aggregate(
            rows.groupBy("_logger", "cluster"),
            sums.ofCluster(lit(true), lit(1.0), col("_reward"), col("weight")));
    return aggregate(clusters.groupBy("_logger"), sums.ofAll())
        .orderBy("_logger")
        .collectAsList()
        .stream()
        .map(row -> onPolicy(row, sums))
        .toList();
  }

  private static OpeRow onPolicy(Row row, ClusterSums sums) {
    String logger = row.getString(0);
    OpeRow.Weights weights = sums.weights(row);
    boolean any = weights.instances() > 0;
    return new OpeRow(
        logger,
        logger,
        "on_policy",
        any ? sums.ips(row) : null,
        weights,
        any ? null : "every row has weight 0");
  }

  private static Dataset<Row> aggregate(RelationalGroupedDataset groups, List<Column> columns) {
    return groups.agg(columns.get(0), columns.subList(1, columns.size()).toArray(Column[]::new));
  }
}
