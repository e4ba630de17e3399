package io.rankproof.ope;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.rankproof.functions.ExactSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The probability that some logging policy shows an item at a position: the sum over loggers of
 * their share of the instance weight there times their probability.
 *
 * <p>Shares are by position: where one logger's lists are longer than another's, more of the rows
 * below are its, and shares over all rows would be wrong at every position.
 *
 * @param prefix of the columns made
 * @param loggers whose probabilities are in {@code logger_} columns
 */
record Mixture(String prefix, Set<String> loggers) {

  /**
   * Adds {@code _mixture}, null where a logger's probability is.
   *
   * @param used not null for the rows that the target uses: the shares are of these
   */
  Dataset<Row> apply(Dataset<Row> rows, Column used) {
    Dataset<Row> placed =
        rows.withColumn(prefix + "_m_place", coalesce(col("position").cast("bigint"), lit(0L)));
    Dataset<Row> shares = shares(placed, used);
    Column mixture =
        names().stream()
            .map(
                name ->
                    col(share(name)).divide(col(prefix + "_m_all")).multiply(col("logger_" + name)))
            .reduce(Column::plus)
            .orElseThrow();
    return placed
        .join(
            broadcast(shares),
            col(prefix + "_m_place").equalTo(col(prefix + "_m_position")),
            "left")
        .withColumn(prefix + "_mixture", mixture)
        .drop(prefix + "_m_place")
        .drop(shares.columns());
  }

  /** Per position the instance weight of each logger's rows and of all; a table of a few rows. */
  private Dataset<Row> shares(Dataset<Row> rows, Column used) {
    Column known =
        names().stream()
            .map(name -> col("logger_" + name).isNotNull())
            .reduce(used.isNotNull(), Column::and);
    List<Column> sums = new ArrayList<>();
    for (String name : names()) {
      Column own = when(col("_logger").equalTo(name), col("weight"));
      sums.add(coalesce(ExactSum.of(own), lit(0.0)).as(share(name)));
    }
    return rows.where(known)
        .groupBy(col(prefix + "_m_place").as(prefix + "_m_position"))
        .agg(ExactSum.of(col("weight")).as(prefix + "_m_all"), sums.toArray(Column[]::new));
  }

  private List<String> names() {
    return List.copyOf(loggers);
  }

  private String share(String logger) {
    return prefix + "_m_" + names().indexOf(logger);
  }
}
