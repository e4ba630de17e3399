package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import io.rankproof.config.LabelConfig;
import io.rankproof.ingest.LogColumns;
import io.rankproof.ingest.TimeRange;
import io.rankproof.label.Labels;
import io.rankproof.label.Recorded;
import io.rankproof.split.Sets;
import io.rankproof.store.JobOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows by what became of them.
 *
 * @param rowsIn of the source
 * @param merged what was counted on the way
 * @param bySplit rows written
 * @param positives rows of the train set whose primary label is above 0
 * @param recorded of engagements whose times are columns of the log, from when to when
 * @param quarantined by reason
 */
record Flow(
    long rowsIn,
    FlowCounts merged,
    Map<String, Long> bySplit,
    long positives,
    List<Recorded> recorded,
    Map<String, Long> quarantined) {
  private static final int FIRST_RECORDED = 3;

  /**
   * Counts what was written.
   *
   * @param range engagements at other times are not believed
   */
  static Flow of(
      long rowsIn, FlowCounts merged, Dataset<Row> examples, LabelConfig label, TimeRange range) {
    List<String> timed = timed(label);
    List<Column> sums = new ArrayList<>();
    sums.add(count_if(col(Labels.column(label.primary())).gt(0)));
    timed.forEach(
        name -> sums.addAll(Recorded.sums(unix_micros(col(LogColumns.engaged(name))), range)));
    List<Row> sets =
        examples.groupBy("split").agg(count(lit(1)), sums.toArray(Column[]::new)).collectAsList();
    Map<String, Long> rows = new HashMap<>();
    long positives = 0;
    for (Row set : sets) {
      rows.put(set.getString(0), set.getLong(1));
      positives += set.getString(0).equals(Sets.TRAIN) ? set.getLong(2) : 0;
    }
    return new Flow(rowsIn, merged, rows, positives, recorded(timed, sets), Map.of());
  }

  /** Those of the log's own columns that say when they happened. */
  private static List<String> timed(LabelConfig label) {
    return label.engagements().entrySet().stream()
        .filter(engagement -> engagement.getValue().time().isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<Recorded> recorded(List<String> timed, List<Row> sets) {
    List<Recorded> recorded = new ArrayList<>();
    for (int i = 0; i < timed.size(); i++) {
      String source = "label.engagements." + timed.get(i) + ".time";
      int place = FIRST_RECORDED + i * Recorded.COLUMNS;
      sets.stream()
          .map(set -> Recorded.of(source, set, place))
          .reduce(Recorded::and)
          .ifPresent(recorded::add);
    }
    return List.copyOf(recorded);
  }

  Flow withQuarantine(Map<String, Long> byReason) {
    return new Flow(rowsIn, merged, bySplit, positives, recorded, byReason);
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
