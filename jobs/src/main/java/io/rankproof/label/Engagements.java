package io.rankproof.label;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Engagement;
import io.rankproof.config.LabelConfig.Term;
import io.rankproof.ingest.ImpressionLog;
import io.rankproof.ingest.Sources;
import io.rankproof.ingest.TimeRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The engagements of a config and, where there is one, the table that has them. */
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
   * Events of the table as {@link Event} columns, those of a cluster in one partition, in the order
   * of {@link ImpressionLog#together}; empty: the log's own columns have all engagements.
   */
  public Optional<Dataset<Row>> events(ImpressionLog log, TimeRange range, int partitions) {
    boolean any = label.engagements().values().stream().anyMatch(e -> e.event().isPresent());
    return events.filter(table -> any).map(table -> table.sorted(log, range, partitions));
  }

  /** Their names, in the order of the config. */
  public List<String> names() {
    return List.copyOf(label.engagements().keySet());
  }

  /** Their attribution windows in microseconds. */
  public long[] windows() {
    return label.engagements().values().stream()
        .map(Engagement::window)
        .mapToLong(window -> window.toNanos() / 1000)
        .toArray();
  }

  /** Those of which a label needs more than whether they happened. */
  public List<String> counted() {
    return names().stream()
        .filter(name -> label.grades().values().stream().anyMatch(t -> isCounted(t.get(name))))
        .toList();
  }

  private static boolean isCounted(Term term) {
    return term != null && term.of() != LabelConfig.Quantity.HAPPENED;
  }

  /**
   * Events of the table by engagement whose impression was logged and cannot be used.
   *
   * @param range a row outside has a bad time
   */
  public Map<String, Long> quarantined(ImpressionLog log, TimeRange range) {
    return events.map(table -> table.quarantined(log, range)).orElse(Map.of());
  }

  /**
   * What the engagement table holds.
   *
   * @param range other times are not believed
   */
  public Logged logged(TimeRange range) {
    return events.map(table -> table.logged(range)).orElse(Logged.NOTHING);
  }
}
