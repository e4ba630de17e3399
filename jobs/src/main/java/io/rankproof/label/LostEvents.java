package io.rankproof.label;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts events of which an unusable impression has the keys and no usable one does. The usable
 * impressions, which are nearly the whole log, are read only where an event has such keys, and not
 * exchanged where they are few.
 */
final class LostEvents {
  /** Pairs of keys that every executor can hold. */
  private static final long FEW = 1_000_000;

  private final Map<String, Long> bits;
  private final String[] keys;

  /**
   * @param bits of {@link Event#WHAT} by the engagement's name
   * @param keys of impressions and events
   */
  LostEvents(Map<String, Long> bits, String... keys) {
    this.bits = bits;
    this.keys = keys.clone();
  }

  Map<String, Long> counts(Dataset<Row> events, Dataset<Row> unusable, Dataset<Row> shown) {
    Dataset<Row> bad = unusable.select(keys[0], keys[1]).distinct();
    List<Column> tallies = new ArrayList<>();
    bits.forEach(
        (name, bit) ->
            tallies.add(count_if(col(Event.WHAT).bitwiseAND(bit).notEqual(0)).as(tally(name))));
    Dataset<Row> missed =
        events
            .join(bad, keys, "left_semi")
            .groupBy(keys[0], keys[1])
            .agg(count(lit(1)).as("_events"), tallies.toArray(Column[]::new))
            .cache();
    try {
      long pairs = missed.count();
      Map<String, Long> none = new LinkedHashMap<>();
      bits.keySet().forEach(name -> none.put(name, 0L));
      return pairs == 0 ? none : withoutUsable(missed, pairs, shown);
    } finally {
      missed.unpersist();
    }
  }

  private Map<String, Long> withoutUsable(Dataset<Row> missed, long pairs, Dataset<Row> shown) {
    Dataset<Row> sought = missed.select(keys[0], keys[1]);
    Dataset<Row> usable =
        shown
            .select(keys[0], keys[1])
            .join(pairs <= FEW ? broadcast(sought) : sought, keys, "left_semi")
            .distinct();
    List<Column> sums = new ArrayList<>();
    bits.keySet().forEach(name -> sums.add(coalesce(sum(col(tally(name))), lit(0L))));
    Row row =
        missed
            .join(usable, keys, "left_anti")
            .agg(count(lit(1)), sums.toArray(Column[]::new))
            .head();
    Map<String, Long> counts = new LinkedHashMap<>();
    bits.keySet().forEach(name -> counts.put(name, row.getLong(1 + counts.size())));
    return counts;
  }

  private static String tally(String name) {
    return "_lost_" + name;
  }
}
