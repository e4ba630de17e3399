package io.rankproof.label;

import io.rankproof.config.LabelConfig;
import io.rankproof.ingest.TimeHistogram;
import io.rankproof.ingest.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When the log ended, and which times its rows can have.
 *
 * <p>A maximum of the times would let one future timestamp declare every attribution window closed.
 * So the last {@code k = ceil(n / 1000)} of the n requests are left out: the end is the latest
 * request in the bucket (ten minutes; finer for short logs) of the request with rank n - k. Honest
 * requests after it are immature at worst. Rows later than the end by more than a slack have a bad
 * time; the slack is a day, or three times the longest silence of the log between its start and its
 * end where that is longer.
 *
 * <p>The start mirrors the end: the earliest request in the bucket of the one with rank k + 1 (no
 * later than the middle). Rows before it by more than the same slack, or the time from start to end
 * where that is longer, have a bad time too: logs begin thinly, so the first rows get more room.
 *
 * @param dataUntil impressions whose window is still open then are immature
 * @param plausible a row outside has a bad time
 * @param eventsUntil engagements that are recorded as long as impressions go on until then at least
 */
public record LogEnd(Instant dataUntil, TimeRange plausible, Instant eventsUntil) {
  private static final long OUTLIERS_PER = 1000;
  private static final long DAY = 86_400_000_000L;
  private static final int SILENCES = 3;

  /** The configured end, or the robust one. */
  public static LogEnd of(TimeHistogram times, LabelConfig label) {
    return of(times, label.dataUntil());
  }

  static LogEnd of(TimeHistogram times, Optional<Instant> given) {
    long outliers = (times.requests() + OUTLIERS_PER - 1) / OUTLIERS_PER;
    int start = times.bucketOfRank(Math.max(Math.min(outliers + 1, times.requests() / 2), 1));
    int end = times.bucketOfRank(Math.max(times.requests() - outliers, 1));
    long slack = Math.max(DAY, SILENCES * longestSilence(times, start, end));
    long length = times.last(end) - times.first(start);
    Instant until = given.orElse(instant(times.last(end)));
    Instant earliest = instant(times.first(start) - Math.max(slack, length));
    Instant latest = instant(times.last(end) + slack);
    Instant shown = instant(times.last(end));
    Instant recorded = (until.isBefore(shown) ? until : shown).minus(slack, ChronoUnit.MICROS);
    return new LogEnd(
        until, new TimeRange(earliest, until.isAfter(latest) ? until : latest), recorded);
  }

  /** The last time at which an impression has a closed window of this length; zero: any. */
  public Instant matureUntil(Duration window) {
    return window.isZero() ? plausible.latest() : dataUntil.minus(window);
  }

  private static long longestSilence(TimeHistogram times, int start, int end) {
    long longest = 0;
    for (int i = start + 1; i <= end; i++) {
      longest = Math.max(longest, times.first(i) - times.last(i - 1));
    }
    return longest;
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
