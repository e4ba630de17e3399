package io.rankproof.propensity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Sums over clusters g for one context and position k: of impressions n_gk and clicks c_gk, and of
 * their products with those of the same cluster at each position.
 *
 * @param first clusters whose first position this is, so that they add up to all clusters
 * @param products by the other position, this one among them
 */
record PositionSums(
    String context, int position, long first, double n, double c, Map<Integer, Products> products) {
  private static final Products NONE = new Products(0, 0, 0, 0);

  /**
   * Sums over clusters of products of the own counts, first, with those at another position.
   *
   * @param nn impressions and impressions
   * @param nc impressions and clicks
   * @param cn clicks and impressions
   * @param cc clicks and clicks
   */
  record Products(double nn, double nc, double cn, double cc) {}

  /**
   * @param rows the randomised slice: context, position, cluster and click (boolean) of each row
   */
  static List<PositionSums> of(Dataset<Row> rows) {
    Map<String, PositionSums> sums = new TreeMap<>();
    List<Row> pairs = pairs(rows);
    for (Row pair : pairs) {
      if (pair.getInt(1) == pair.getInt(2)) {
        sums.put(key(pair), new PositionSums(pair));
      }
    }
    for (Row pair : pairs) {
      sums.get(key(pair))
          .products
          .put(
              pair.getInt(2),
              new Products(pair.getLong(6), pair.getLong(7), pair.getLong(8), pair.getLong(9)));
    }
    List<PositionSums> ordered = new ArrayList<>(sums.values());
    ordered.sort(
        Comparator.comparing(PositionSums::context).thenComparingInt(PositionSums::position));
    return List.copyOf(ordered);
  }

  private PositionSums(Row own) {
    this(
        own.getString(0),
        own.getInt(1),
        own.getLong(3),
        own.getLong(4),
        own.getLong(5),
        new HashMap<>());
  }

  private static String key(Row pair) {
    return pair.getInt(1) + " " + pair.getString(0);
  }

  /** One row for each pair of positions that a cluster saw. */
  private static List<Row> pairs(Dataset<Row> rows) {
    Dataset<Row> counts =
        rows.groupBy("context", "cluster", "position")
            .agg(count(lit(1)).as("n"), count_if(col("click")).as("c"))
            .withColumn("first", min("position").over(Window.partitionBy("context", "cluster")));
    Dataset<Row> others =
        counts.select(
            col("context"),
            col("cluster"),
            col("position").as("other"),
            col("n").as("n2"),
            col("c").as("c2"));
    return counts
        .join(others, new String[] {"context", "cluster"}, "inner")
        .groupBy("context", "position", "other")
        .agg(
            count_if(col("position").equalTo(col("first"))),
            sum("n"),
            sum("c"),
            product("n", "n2"),
            product("n", "c2"),
            product("c", "n2"),
            product("c", "c2"))
        .collectAsList();
  }

  private static Column product(String one, String other) {
    return sum(col(one).multiply(col(other)));
  }

  /** Clicks per impression. */
  double rate() {
    return c / n;
  }

  /** Sum over clusters of the squared influence on log(rate): u_gk = (c_gk - rate n_gk) / c. */
  double variance() {
    return covariance(this);
  }

  /** Sum over clusters of u_gk u_gj. */
  double covariance(PositionSums other) {
    Products p = products.getOrDefault(other.position, NONE);
    double sum = p.cc() - rate() * p.nc() - other.rate() * p.cn() + rate() * other.rate() * p.nn();
    return sum / (c * other.c);
  }
}
