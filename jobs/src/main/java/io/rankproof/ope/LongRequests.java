package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Requests that are too long for every item's prediction at every place of them, counted in one
 * pass for all softmax targets.
 *
 * @param counts by target the requests and the longest one's rows; empty where no target asks
 */
record LongRequests(Optional<Row> counts) {

  /**
   * @param rows with the columns of every {@link Ranking}
   */
  static LongRequests of(Dataset<Row> rows, List<Asked> targets) {
    List<Asked> softmax = targets.stream().filter(Asked::isSoftmax).toList();
    if (softmax.isEmpty()) {
      return new LongRequests(Optional.empty());
    }
    List<Column> used = new ArrayList<>();
    List<Column> totals = new ArrayList<>();
    for (Asked target : softmax) {
      used.add(count(target.probability()).as(target.prefix()));
      Column uses = col(target.prefix()).gt(0);
      totals.add(count_if(uses).as(requests(target)));
      totals.add(max(when(uses, col("_rows"))).as(longest(target)));
    }
    return new LongRequests(
        Optional.of(
            rows.groupBy("cluster", "request")
                .agg(count(lit(1)).as("_rows"), used.toArray(Column[]::new))
                .where(col("_rows").gt(ExpectedByPlace.MOST_ROWS))
                .agg(totals.get(0), totals.subList(1, totals.size()).toArray(Column[]::new))
                .head()));
  }

  private static String requests(Asked target) {
    return target.prefix() + "_requests";
  }

  private static String longest(Asked target) {
    return target.prefix() + "_longest";
  }

  /** Why a softmax target has no predictions. */
  Optional<String> obstacle(Asked target) {
    return counts
        .filter(row -> target.isSoftmax() && row.<Long>getAs(requests(target)) > 0)
        .map(
            row ->
                row.getAs(requests(target))
                    + " of its requests have more than "
                    + ExpectedByPlace.MOST_ROWS
                    + " rows (the longest "
                    + row.getAs(longest(target))
                    + "), and a softmax takes every item's prediction at every position: leave such"
                    + " requests out of the log, or give temperature = 0, which takes one per row");
  }
}
