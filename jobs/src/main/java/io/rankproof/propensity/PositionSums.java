package io.rankproof.propensity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Sums over clusters g for one context and position k: of impressions n_gk and clicks c_gk, of
 * their squares and products, and of their products with those of the same cluster at position 1.
 *
 * @param first clusters whose first position this is, so that they add up to all clusters
 */
record PositionSums(
    String context,
    int position,
    long first,
    double n,
    double c,
    double nn,
    double cn,
    double cc,
    double nn1,
    double nc1,
    double cn1,
    double cc1) {

  /**
   * @param rows the randomised slice: context, position, cluster and click (boolean) of each row
   */
  static List<PositionSums> of(Dataset<Row> rows) {
    return paired(rows)
        .groupBy("context", "position")
        .agg(
            count_if(col("position").equalTo(col("first"))),
            sum("n"),
            sum("c"),
            product("n", "n"),
            product("c", "n"),
            product("c", "c"),
            product("n", "n1"),
            product("n", "c1"),
            product("c", "n1"),
            product("c", "c1"))
        .collectAsList()
        .stream()
        .map(PositionSums::of)
        .sorted(
            Comparator.comparing(PositionSums::context).thenComparingInt(PositionSums::position))
        .toList();
  }

  /** Counts per cluster and position, each beside the cluster's counts at position 1. */
  private static Dataset<Row> paired(Dataset<Row> rows) {
    WindowSpec cluster = Window.partitionBy("context", "cluster");
    return rows.groupBy("context", "cluster", "position")
        .agg(count(lit(1)).as("n"), count_if(col("click")).as("c"))
        .withColumn("n1", atFirst("n", cluster))
        .withColumn("c1", atFirst("c", cluster))
        .withColumn("first", min("position").over(cluster));
  }

  private static Column atFirst(String count, WindowSpec cluster) {
    return coalesce(max(when(col("position").equalTo(1), col(count))).over(cluster), lit(0L));
  }

  private static Column product(String one, String other) {
    return sum(col(one).multiply(col(other)));
  }

  private static PositionSums of(Row row) {
    return new PositionSums(
        row.getString(0),
        row.getInt(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11));
  }

  /** Clicks per impression. */
  double rate() {
    return c / n;
  }

  /** Sum over clusters of the squared influence on log(rate): u_gk = (c_gk - rate n_gk) / c. */
  double variance() {
    return (cc - 2 * rate() * cn + rate() * rate() * nn) / (c * c);
  }

  /** Sum over clusters of u_gk u_g1. */
  double covariance(PositionSums one) {
    double sum = cc1 - rate() * nc1 - one.rate() * cn1 + rate() * one.rate() * nn1;
    return sum / (c * one.c);
  }
}
