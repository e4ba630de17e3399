package io.rankproof.label;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.rankproof.ingest.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * From when to when a source tells of engagements. Where it ends before the log, the impressions
 * after its end would be mature and silently negative.
 *
 * @param source in words
 * @param events how many it has at times that the log can have
 * @param first of them, in microseconds
 * @param last of them, in microseconds
 */
public record Recorded(String source, long events, long first, long last) {
  /** Of events at random times so many mean distances pass without one with probability 5e-5. */
  private static final int DISTANCES = 10;

  /** Columns that {@link #of} needs. */
  public static final int COLUMNS = 3;

  /**
   * Sums over rows.
   *
   * @param micros when an engagement happened; null: none did
   * @param range other times are not believed
   */
  public static List<Column> sums(Column micros, TimeRange range) {
    Column from = unix_micros(lit(range.earliest()));
    Column to = unix_micros(lit(range.latest()));
    Column at = when(micros.between(from, to), micros);
    return List.of(count(at), min(at), max(at));
  }

  /** What {@link #sums} say from this place of a row on. */
  public static Recorded of(String source, Row row, int place) {
    long events = row.getLong(place);
    return events == 0
        ? new Recorded(source, 0, Long.MAX_VALUE, Long.MIN_VALUE)
        : new Recorded(source, events, row.getLong(place + 1), row.getLong(place + 2));
  }

  /** Of both parts of a source. */
  public Recorded and(Recorded other) {
    return new Recorded(
        source, events + other.events, Math.min(first, other.first), Math.max(last, other.last));
  }

  /** What to say where it ends before the log by more than the slack, and by more than chance. */
  public Optional<String> warning(LogEnd end) {
    if (events < 2) {
      return Optional.empty();
    }
    Instant ended = instant(last);
    long distance = (last - first) / (events - 1);
    boolean early =
        ended.isBefore(end.eventsUntil())
            && ended.plus(DISTANCES * distance, ChronoUnit.MICROS).isBefore(end.dataUntil());
    return early ? Optional.of(text(ended, end.dataUntil())) : Optional.empty();
  }

  private String text(Instant ended, Instant until) {
    return source
        + " ends "
        + ended
        + " and the log "
        + until
        + ": impressions in between count as mature and, without what happened to them, as"
        + " negatives; set label.data-until = \""
        + ended.truncatedTo(ChronoUnit.SECONDS)
        + "\", or give the later engagements";
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
