package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.rankproof.functions.ExactSum;
import io.rankproof.kernel.stats.EffectiveSize;
import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.stats.RatioMoments;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What each logging policy earned itself: the mean reward of its rows, clustered by user.
 *
 * @param byLogger rows and mean by logging policy, in order of their names
 */
record OnPolicy(TreeMap<String, Own> byLogger) {
  /** Logger of rows whose log names none, and of a target that uses all of them. */
  static final String ALL = "all";

  /**
   * @param rounds rows of the logger
   * @param mean reward
   * @param effectiveSize of the instance weights
   */
  record Own(long rounds, Estimate mean, double effectiveSize) {}

  /** Of rows with {@code _logger}, {@code _reward}, cluster and weight. */
  static OnPolicy of(Dataset<Row> rows) {
    Column weighted = col("weight").multiply(col("_reward"));
    Dataset<Row> clusters =
        rows.groupBy("_logger", "cluster")
            .agg(
                ExactSum.of(col("weight")).as("n"),
                ExactSum.of(weighted).as("s"),
                ExactSum.of(col("weight").multiply(col("weight"))).as("q"),
                count(lit(1)).as("rounds"));
    TreeMap<String, Own> own = new TreeMap<>();
    clusters
        .groupBy("_logger")
        .agg(
            count(lit(1)),
            ExactSum.of(col("n")),
            ExactSum.of(col("s")),
            ExactSum.of(col("n").multiply(col("n"))),
            ExactSum.of(col("s").multiply(col("s"))),
            ExactSum.of(col("n").multiply(col("s"))),
            ExactSum.of(col("q")),
            sum("rounds"))
        .collectAsList()
        .forEach(row -> own.put(row.getString(0), own(row)));
    return new OnPolicy(own);
  }

  private static Own own(Row row) {
    RatioMoments moments =
        new RatioMoments(
            row.getLong(1),
            row.getDouble(2),
            row.getDouble(3),
            row.getDouble(4),
            row.getDouble(5),
            row.getDouble(6));
    return new Own(
        row.getLong(8), moments.estimate(), EffectiveSize.of(row.getDouble(2), row.getDouble(7)));
  }

  Optional<Own> find(String logger) {
    return Optional.ofNullable(byLogger.get(logger));
  }

  List<OpeRow> rows() {
    return byLogger.entrySet().stream().map(e -> row(e.getKey(), e.getValue())).toList();
  }

  private static OpeRow row(String logger, Own own) {
    OpeRow.Builder row =
        new OpeRow.Builder(logger, logger, "on_policy", "impression")
            .sample(own.rounds(), (long) own.mean().clusters())
            .weights(own.effectiveSize(), 1, 1);
    return Double.isNaN(own.mean().value())
        ? row.refused("every row has weight 0")
        : row.value(own.mean(), true);
  }
}
