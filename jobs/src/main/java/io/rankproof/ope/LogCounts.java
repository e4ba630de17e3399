package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What has to be known of the log before the columns of any target are made, from one pass for all
 * of them; from none where that is nothing.
 *
 * @param positions a row per length of lists, where a target takes it, and position: these two
 *     first
 */
record LogCounts(List<Row> positions) {

  /**
   * @param rows with the columns of every {@link Ranking} and {@link Mixture#LENGTH}
   */
  static LogCounts of(Dataset<Row> rows, List<Asked> targets, Balance balance) {
    List<Column> counts = new ArrayList<>();
    for (Asked target : targets) {
      if (balance.isBalancedByRow(target.config())) {
        counts.addAll(balance.mixture(target).counts(target.probability()));
      }
      if (target.config().prediction().isPresent()) {
        counts.add(count_if(isUnpredicted(target, balance)).as(unpredicted(target)));
      }
    }
    if (counts.isEmpty()) {
      return new LogCounts(List.of());
    }
    Column[] others = counts.subList(1, counts.size()).toArray(Column[]::new);
    return new LogCounts(
        rows.groupBy(col(Mixture.LENGTH), Mixture.place())
            .agg(counts.get(0), others)
            .collectAsList());
  }

  private static String unpredicted(Asked target) {
    return target.prefix() + "_unpredicted";
  }

  private static Column isUnpredicted(Asked target, Balance balance) {
    Column propensity =
        balance.isBalanced(target.config())
            ? balance.mixture(target).isKnown()
            : col("action_propensity").isNotNull();
    Column missing =
        col("prediction_" + target.name()).isNull().or(col("expected_" + target.name()).isNull());
    return target.probability().isNotNull().and(propensity).and(missing);
  }

  /** Rows that the target uses and that lack its prediction or what it expected. */
  long unpredictedRows(Asked target) {
    return positions.stream().mapToLong(row -> row.<Long>getAs(unpredicted(target))).sum();
  }
}
