package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.label.Labels;
import io.rankproof.split.Sets;
import io.rankproof.store.JobOutput;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows by what became of them.
 *
 * @param rowsIn of the source
 * @param merged what was counted on the way
 * @param bySplit rows written
 * @param positives rows of the train set whose primary label is above 0
 * @param quarantined by reason
 */
record Flow(
    long rowsIn,
    FlowCounts merged,
    Map<String, Long> bySplit,
    long positives,
    Map<String, Long> quarantined) {
  /** Counts what was written. */
  static Flow of(long rowsIn, FlowCounts merged, Dataset<Row> examples, String primary) {
    Map<String, Long> rows = new HashMap<>();
    long positives = 0;
    for (Row set :
        examples
            .groupBy("split")
            .agg(count(lit(1)), count_if(col(Labels.column(primary)).gt(0)))
            .collectAsList()) {
      rows.put(set.getString(0), set.getLong(1));
      positives += set.getString(0).equals(Sets.TRAIN) ? set.getLong(2) : 0;
    }
    return new Flow(rowsIn, merged, rows, positives, Map.of());
  }

  Flow withQuarantine(Map<String, Long> byReason) {
    return new Flow(rowsIn, merged, bySplit, positives, byReason);
  }

  long split(String split) {
    return bySplit.getOrDefault(split, 0L);
  }

  /** Rows of all sets, those that are not used included. */
  long written() {
    return bySplit.values().stream().mapToLong(Long::longValue).sum();
  }

  long negatives() {
    return split(Sets.TRAIN) - positives;
  }

  long bad() {
    return quarantined.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether every row is an example or a duplicate of one. */
  boolean isWhole() {
    return rowsIn == merged.arrived() && merged.conflicts() == 0;
  }

  /** Whether every row is usable by itself. */
  boolean isUsable() {
    return rowsIn == merged.arrived();
  }

  /** Whether rows in = rows out. */
  boolean isConserved() {
    return rowsIn == Sets.ALL.stream().mapToLong(this::split).sum() + merged.duplicates() + bad();
  }

  void report(JobOutput out) {
    out.count("rows in", rowsIn);
    Sets.ALL.forEach(split -> out.count(split, split(split)));
    out.count("duplicates dropped", merged.duplicates());
    quarantined.forEach((reason, rows) -> out.count("quarantined: " + reason, rows));
  }
}
