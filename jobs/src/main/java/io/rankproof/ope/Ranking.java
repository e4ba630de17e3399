package io.rankproof.ope;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.OpeConfig.Slots;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * A target that orders the items of a request by a model's score: its probability of each row's
 * item at the row's place. A request of one item leaves nothing to order and is not used.
 *
 * <p>Best first: the probability is 1 where the item is in its place (under a cascade: where it is
 * the best of the items from here down), else 0. Equal scores are ordered by a seeded hash of the
 * item, those that are missing or not finite come last. Softmax with temperature T: proportional to
 * exp(score / T) over the items of the request (under a cascade: over those from here down, the
 * model of Plackett and Luce).
 *
 * @param prefix of the columns made: {@code _target}, {@code _rank} (the item's place in the
 *     target's order), {@code _place} (the row's place in the list), {@code _position} (the logged
 *     position at the item's rank) and, of a softmax, {@code _log_odds} of the item, minus infinity
 *     where it is never shown
 */
record Ranking(String prefix, String score, double temperature, Slots slots, long seed) {
  private static final WindowSpec REQUEST = Window.partitionBy("cluster", "request");
  private static final WindowSpec LIST = REQUEST.orderBy("_order");

  /** A list from its top, whole. */
  static final WindowSpec WHOLE =
      LIST.rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());

  private static final WindowSpec REST =
      LIST.rowsBetween(Window.currentRow(), Window.unboundedFollowing());

  Dataset<Row> apply(Dataset<Row> rows) {
    Column finite = when(abs(col(score)).lt(lit(Double.POSITIVE_INFINITY)), col(score));
    WindowSpec byScore =
        REQUEST.orderBy(col(prefix + "_score").desc_nulls_last(), xxhash64(lit(seed), col("item")));
    Dataset<Row> ranked =
        rows.withColumn(prefix + "_score", finite)
            .withColumn(prefix + "_rank", row_number().over(byScore))
            .withColumn(prefix + "_place", row_number().over(LIST))
            .withColumn(
                prefix + "_position",
                element_at(collect_list("_order").over(WHOLE), col(prefix + "_rank")));
    Dataset<Row> weighed =
        temperature > 0 ? ranked.withColumn(prefix + "_log_odds", logOdds()) : ranked;
    return weighed
        .withColumn(
            prefix + "_target",
            when(
                count(lit(1)).over(WHOLE).gt(1),
                temperature > 0 ? softmax() : bestFirst().cast("double")))
        .drop(prefix + "_score");
  }

  /** Next to the best item's, and finite where there is a score, however low. */
  private Column logOdds() {
    Column own = col(prefix + "_score");
    Column relative = own.minus(max(own).over(WHOLE)).divide(lit(temperature));
    return when(own.isNotNull(), greatest(relative, lit(-Double.MAX_VALUE)))
        .otherwise(lit(Double.NEGATIVE_INFINITY));
  }

  private Column bestFirst() {
    return slots == Slots.CASCADE
        ? col(prefix + "_rank").equalTo(min(prefix + "_rank").over(REST))
        : col(prefix + "_rank").equalTo(col(prefix + "_place"));
  }

  private Column softmax() {
    Column own = col(prefix + "_log_odds");
    Column never = own.equalTo(lit(Double.NEGATIVE_INFINITY));
    return when(never, lit(0.0)).otherwise(slots == Slots.CASCADE ? amongTheRest() : amongAll());
  }

  private Column amongAll() {
    Column odds = exp(col(prefix + "_log_odds"));
    return odds.divide(sum(odds).over(WHOLE));
  }

  /**
   * Next to the row's own item: what is left may be too far below the best one of the list, which
   * is placed, for any odds next to that.
   */
  private Column amongTheRest() {
    Column own = col(prefix + "_log_odds");
    Column rest = collect_list(own).over(REST);
    return lit(1.0)
        .divide(aggregate(rest, lit(0.0), (sum, other) -> sum.plus(exp(other.minus(own)))));
  }

  /** The whole list in the target's order. */
  WindowSpec fromItsTop() {
    return REQUEST
        .orderBy(prefix + "_rank")
        .rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
  }
}
