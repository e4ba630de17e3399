package io.rankproof.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Engagement;
import io.rankproof.ingest.ImpressionLog;
import io.rankproof.ingest.LogColumns;
import io.rankproof.ingest.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How often each engagement of an impression fell inside its attribution window, before the
 * impression, after the window, or at no known time.
 */
public final class Engagements {
  private final LabelConfig label;
  private final Optional<EventTable> events;

  private Engagements(LabelConfig label, Optional<EventTable> events) {
    this.label = label;
    this.events = events;
  }

  /**
   * @throws io.rankproof.error.ConfigException if the engagement table's columns do not resolve
   */
  public static Engagements open(Sources sources, LabelConfig label) {
    return new Engagements(
        label, label.events().map(config -> EventTable.open(sources, config, label)));
  }

  /**
   * Adds the tallies to rows that are together by cluster; no row is added or lost.
   *
   * @param partitions of the rows, by hash of the cluster
   */
  public Dataset<Row> attach(Dataset<Row> rows, ImpressionLog log, int partitions) {
    Dataset<Row> joined = events.map(e -> e.join(rows, log, partitions)).orElse(rows);
    List<Column> columns = new ArrayList<>();
    for (String column : joined.columns()) {
      if (!EventTable.isTimes(column) && !column.startsWith("_happened_")) {
        columns.add(col(column));
      }
    }
    label.engagements().forEach((name, e) -> columns.addAll(tallies(name, e)));
    return joined.select(columns.toArray(Column[]::new));
  }

  /** Sums over rows that a user should know of, by name. */
  public List<Column> counts(Column used) {
    List<Column> sums = new ArrayList<>();
    for (String name : label.engagements().keySet()) {
      sums.add(total(name, "repeated", used, col(Tally.IN.of(name)).minus(1)));
      sums.add(total(name, "before the impression", used, col(Tally.EARLY.of(name))));
      sums.add(total(name, "after the window", used, col(Tally.LATE.of(name))));
      sums.add(total(name, "without a time", used, col(Tally.UNTIMED.of(name))));
      sums.add(total(name, "attached", used, attached(name)));
    }
    return sums;
  }

  /** What the engagement table holds, by name: rows of each engagement, and unusable ones. */
  public Map<String, Long> logged() {
    return events.map(EventTable::counts).orElse(Map.of());
  }

  private static Column attached(String name) {
    return col(Tally.IN.of(name)).plus(col(Tally.EARLY.of(name))).plus(col(Tally.LATE.of(name)));
  }

  private static Column total(String name, String what, Column used, Column tally) {
    Column positive = when(used.and(tally.gt(0)), tally).otherwise(lit(0));
    return coalesce(sum(positive), lit(0L)).as(name + " " + what);
  }

  private List<Column> tallies(String name, Engagement engagement) {
    Tallies tallies =
        engagement.event().isPresent()
            ? Tallies.ofTimes(col(EventTable.times(name)), engagement.window())
            : ofColumn(name, engagement);
    return List.of(
        tallies.in().as(Tally.IN.of(name)),
        tallies.early().as(Tally.EARLY.of(name)),
        tallies.late().as(Tally.LATE.of(name)),
        tallies.untimed().as(Tally.UNTIMED.of(name)),
        tallies.first().as(LogColumns.engaged(name)));
  }

  private static Tallies ofColumn(String name, Engagement engagement) {
    Column happened = col(LogColumns.happened(name));
    return engagement.time().isPresent()
        ? Tallies.ofTime(happened, col(LogColumns.happenedAt(name)), engagement.window())
        : Tallies.ofFlag(happened);
  }
}
