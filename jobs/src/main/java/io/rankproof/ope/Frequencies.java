package io.rankproof.ope;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.rankproof.functions.ExactSum;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A target whose probabilities are not in the data, approximated by how often another logging
 * policy showed each item at each position: F_ak / F_k. That is the policy's average, not what it
 * did at a given moment for a given user.
 *
 * <p>The frequencies are estimates, so the other log's rows enter the error. With T_ak = sum of i r
 * / q over the used rows with item a at position k, the sum of i w r is A = sum of F_ak / F_k T_ak,
 * and a row of the other log with weight i has the first-order effect i (T_ak - sum_b F_bk / F_k
 * T_bk) / F_k on it; likewise on the sum of i w, with i / q.
 *
 * @param prefix of the columns made: {@code _target}, {@code _on_reward}, {@code _on_weight}
 * @param from the policy that is approximated
 * @param logger the policy whose rows are used
 */
record Frequencies(String prefix, String from, String logger) {

  /**
   * @param log the same rows before other targets' columns were joined to them: counted from what
   *     they were joined to, each target would have all before it in its plan several times
   */
  Dataset<Row> apply(Dataset<Row> rows, Dataset<Row> log) {
    Dataset<Row> table = table(log);
    Column same =
        rows.col("item")
            .equalTo(table.col("_f_item"))
            .and(place(rows.col("position")).equalTo(table.col("_f_order")));
    // items x positions may be many: whether to broadcast is Spark's to decide
    Dataset<Row> joined = rows.join(table, same, "left");
    Column isFrom = col("_logger").equalTo(from);
    return joined
        .withColumn(
            prefix + "_target",
            when(col("_logger").equalTo(logger), coalesce(col("_f_share"), lit(0.0))))
        .withColumn(prefix + "_on_reward", when(isFrom, effect("_f_reward", "_f_mean_reward")))
        .withColumn(prefix + "_on_weight", when(isFrom, effect("_f_weight", "_f_mean_weight")))
        .drop(table.columns());
  }

  /** Rows without a position are all of one. */
  private static Column place(Column position) {
    return coalesce(position.cast("bigint"), lit(0L));
  }

  private static Column effect(String own, String mean) {
    return col("weight").multiply(col(own).minus(col(mean))).divide(col("_f_total"));
  }

  /** Per item and position: its share, T and the like of it, and their means over the position. */
  private Dataset<Row> table(Dataset<Row> rows) {
    Column shown = when(col("_logger").equalTo(from), col("weight"));
    Column inverse =
        when(
            col("_logger").equalTo(logger).and(col("action_propensity").isNotNull()),
            col("weight").divide(col("action_propensity")));
    Dataset<Row> cells =
        rows.groupBy(col("item").as("_f_item"), place(col("position")).as("_f_order"))
            .agg(
                coalesce(ExactSum.of(shown), lit(0.0)).as("_f_shown"),
                coalesce(ExactSum.of(inverse.multiply(col("_reward"))), lit(0.0)).as("_f_reward"),
                coalesce(ExactSum.of(inverse), lit(0.0)).as("_f_weight"));
    Dataset<Row> positions =
        cells
            .groupBy(col("_f_order").as("_f_position"))
            .agg(
                ExactSum.of(col("_f_shown")).as("_f_total"),
                ExactSum.of(col("_f_shown").multiply(col("_f_reward"))).as("_f_sum_reward"),
                ExactSum.of(col("_f_shown").multiply(col("_f_weight"))).as("_f_sum_weight"))
            .where(col("_f_total").gt(0));
    return cells
        .join(broadcast(positions), cells.col("_f_order").equalTo(positions.col("_f_position")))
        .select(
            col("_f_item"),
            col("_f_order"),
            col("_f_total"),
            col("_f_reward"),
            col("_f_weight"),
            col("_f_shown").divide(col("_f_total")).as("_f_share"),
            col("_f_sum_reward").divide(col("_f_total")).as("_f_mean_reward"),
            col("_f_sum_weight").divide(col("_f_total")).as("_f_mean_weight"));
  }
}
