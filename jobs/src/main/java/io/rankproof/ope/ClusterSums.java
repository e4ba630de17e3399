package io.rankproof.ope;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.rankproof.functions.ExactSum;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * The sums over clusters that IPS and SNIPS of one target need: of reward A = sum i w r, of weights
 * W = sum i w and of instance weights N = sum i, with w = target's / logger's probability and i the
 * row's instance weight; their squares and products; and what describes the weights. All targets
 * are computed in one aggregation, so each has columns of its own.
 */
final class ClusterSums {
  private static final List<String> CLUSTER = List.of("A", "W", "N");
  private static final List<String> PRODUCTS = List.of("AA", "AW", "WW", "AN", "NN");
  private final String prefix;

  /**
   * @param prefix of its columns
   */
  ClusterSums(String prefix) {
    this.prefix = prefix;
  }

  /** Aggregates of the rows of a cluster. Rows where {@code used} is not true are left out. */
  List<Column> ofCluster(Column used, Column weight, Column reward, Column instance) {
    Column weighted = when(used, instance.multiply(weight));
    Column finite = weighted.geq(0).and(weighted.lt(Double.POSITIVE_INFINITY));
    Column good = when(finite, weighted);
    return List.of(
        ExactSum.of(good.multiply(reward)).as(name("A")),
        ExactSum.of(good).as(name("W")),
        ExactSum.of(when(used, instance)).as(name("N")),
        ExactSum.of(good.multiply(good)).as(name("Q")),
        max(good).as(name("M")),
        count_if(used).as(name("rounds")),
        count_if(used.and(not(finite))).as(name("bad")));
  }

  /** Aggregates of the clusters. */
  List<Column> ofAll() {
    List<Column> columns = new ArrayList<>();
    CLUSTER.forEach(name -> columns.add(ExactSum.of(col(name(name))).as(name(name))));
    for (String product : PRODUCTS) {
      Column one = col(name(product.substring(0, 1)));
      Column other = col(name(product.substring(1)));
      columns.add(ExactSum.of(one.multiply(other)).as(name(product)));
    }
    columns.add(ExactSum.of(col(name("Q"))).as(name("Q")));
    columns.add(max(name("M")).as(name("M")));
    columns.add(sum(name("rounds")).as(name("rounds")));
    columns.add(sum(name("bad")).as(name("bad")));
    columns.add(count_if(coalesce(col(name("rounds")), lit(0)).gt(0)).as(name("clusters")));
    return columns;
  }

  /** Rows whose weight is negative or not finite. */
  long bad(Row sums) {
    return whole(sums, "bad");
  }

  OpeRow.Weights weights(Row sums) {
    return new OpeRow.Weights(
        whole(sums, "rounds"),
        number(sums, "W"),
        number(sums, "Q"),
        number(sums, "N"),
        number(sums, "M"));
  }

  /** Mean of w r over the rows. */
  ClusteredRatio ips(Row sums) {
    return new ClusteredRatio(
        number(sums, "A"),
        number(sums, "N"),
        number(sums, "AA"),
        number(sums, "AN"),
        number(sums, "NN"),
        whole(sums, "clusters"));
  }

  /** Self-normalised: sum of w r over sum of w. */
  ClusteredRatio snips(Row sums) {
    return new ClusteredRatio(
        number(sums, "A"),
        number(sums, "W"),
        number(sums, "AA"),
        number(sums, "AW"),
        number(sums, "WW"),
        whole(sums, "clusters"));
  }

  private double number(Row sums, String sum) {
    Double value = sums.getAs(name(sum));
    return value == null ? 0 : value;
  }

  private long whole(Row sums, String sum) {
    Long value = sums.getAs(name(sum));
    return value == null ? 0 : value;
  }

  private String name(String sum) {
    return prefix + "_" + sum;
  }
}
