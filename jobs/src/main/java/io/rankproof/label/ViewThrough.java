package io.rankproof.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.LabelConfig.Touch;
import io.rankproof.ingest.LogColumns;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Gives an event one impression of its user and item: the last one at or before it, or the first
 * one whose window holds it.
 *
 * <p>Events and impressions of a user and item are put into one order in time, and a running value
 * carries the impression to the event: one sort, whatever the number of pairs, and no join. For the
 * first touch an event is placed where its window opens, just after {@code time - window}, and the
 * order runs backwards. Impressions at one time go by the id of the request.
 *
 * @param window of the first touch; zero: without an end
 * @param engagements whose events are attributed so
 */
record ViewThrough(Touch touch, Duration window, List<String> engagements) {
  private static final String PLACE = "_place";
  private static final String IS_EVENT = "_is_event";
  private static final String FOUND = "_found";
  private static final String EARLIEST = "_earliest";

  private static final WindowSpec PAIR =
      Window.partitionBy(LogColumns.CLUSTER_KEY, LogColumns.ITEM_KEY);

  /**
   * @param events cluster key, item key and what {@link Event} names of them
   * @param shown cluster key, item key, request and time of the usable impressions
   * @return {@link Event} columns
   */
  Dataset<Row> attribute(Dataset<Row> events, Dataset<Row> shown) {
    Dataset<Row> pairs = events.select(LogColumns.CLUSTER_KEY, LogColumns.ITEM_KEY).distinct();
    Dataset<Row> candidates =
        shown
            .join(
                pairs,
                shown
                    .col(LogColumns.CLUSTER_KEY)
                    .equalTo(pairs.col(LogColumns.CLUSTER_KEY))
                    .and(shown.col(LogColumns.ITEM_KEY).equalTo(pairs.col(LogColumns.ITEM_KEY))),
                "left_semi")
            .withColumn(PLACE, col(LogColumns.MICROS))
            .withColumn(IS_EVENT, lit(false));
    Dataset<Row> placed = events.withColumn(PLACE, place()).withColumn(IS_EVENT, lit(true));
    Column impression = when(not(col(IS_EVENT)), struct(LogColumns.MICROS, LogColumns.REQUEST));
    return placed
        .unionByName(candidates, true)
        .withColumn(FOUND, carried(impression))
        .withColumn(EARLIEST, min(impression).over(PAIR))
        .where(col(IS_EVENT))
        .withColumn(LogColumns.REQUEST, coalesce(ifBefore(FOUND), ifBefore(EARLIEST)))
        .withColumn(Event.EARLY, col(EARLIEST).isNotNull().and(col(LogColumns.REQUEST).isNull()))
        .select(Event.columns());
  }

  /** An impression outside every window still tells that the event is late. */
  private static Column ifBefore(String impression) {
    return when(
        col(impression + "." + LogColumns.MICROS).leq(col(Event.AT)),
        col(impression + "." + LogColumns.REQUEST));
  }

  private Column place() {
    if (touch == Touch.LAST) {
      return col(Event.AT);
    }
    return window.isZero()
        ? lit(Long.MIN_VALUE)
        : col(Event.AT).minus(lit(window.toNanos() / 1000 - 1));
  }

  /** The last touch runs forward, impressions before events; the first backward, likewise. */
  private Column carried(Column impression) {
    WindowSpec order =
        touch == Touch.LAST
            ? PAIR.orderBy(col(PLACE), col(IS_EVENT), col(LogColumns.REQUEST))
            : PAIR.orderBy(col(PLACE).desc(), col(IS_EVENT), col(LogColumns.REQUEST).desc());
    return last(impression, true)
        .over(order.rowsBetween(Window.unboundedPreceding(), Window.currentRow()));
  }
}
