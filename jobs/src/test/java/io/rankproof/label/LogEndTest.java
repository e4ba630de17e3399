package io.rankproof.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.ingest.TimeHistogram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogEndTest {
  private static final long HOUR = 3_600_000_000L;

  /** One request an hour. */
  private static List<TimeHistogram.Bucket> hourly(int requests) {
    List<TimeHistogram.Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      buckets.add(new TimeHistogram.Bucket(i * HOUR, i * HOUR, 1));
    }
    return buckets;
  }

  private static LogEnd end(List<TimeHistogram.Bucket> buckets) {
    return LogEnd.of(new TimeHistogram(buckets), Optional.empty());
  }

  private static Instant hour(long hour) {
    return Instant.EPOCH.plus(Duration.ofHours(hour));
  }

  @Test
  void leavesTheLastThousandthOut() {
    assertThat(end(hourly(100)).dataUntil()).isEqualTo(hour(98));
    assertThat(end(hourly(3000)).dataUntil()).isEqualTo(hour(2996));
    assertThat(end(hourly(1)).dataUntil()).isEqualTo(hour(0));
  }

  @Test
  void isNotMovedByAFutureTimestamp() {
    List<TimeHistogram.Bucket> buckets = hourly(100);
    buckets.add(new TimeHistogram.Bucket(9_000_000 * HOUR, 9_000_000 * HOUR, 1));
    LogEnd end = end(buckets);

    assertThat(end.dataUntil()).isEqualTo(hour(99));
    assertThat(end.plausible().latest()).isEqualTo(hour(99 + 24));
    assertThat(end.matureUntil(Duration.ofHours(9))).isEqualTo(hour(90));
    assertThat(end.matureUntil(Duration.ZERO)).isEqualTo(hour(99 + 24));
  }

  @Test
  void isNotMovedByAnAncientTimestamp() {
    List<TimeHistogram.Bucket> buckets = hourly(100);
    buckets.add(new TimeHistogram.Bucket(-9_000_000 * HOUR, -9_000_000 * HOUR, 1));
    LogEnd end = end(buckets);

    assertThat(end.dataUntil()).isEqualTo(hour(98));
    assertThat(end.plausible().latest()).isEqualTo(hour(98 + 24));
    assertThat(end.plausible().earliest()).isEqualTo(hour(-98));
  }

  @Test
  void givesTheFirstRowsADayAtLeast() {
    assertThat(end(hourly(10)).plausible().earliest()).isEqualTo(hour(1 - 24));
    assertThat(end(hourly(1)).plausible().earliest()).isEqualTo(hour(-24));
  }

  @Test
  void allowsForTheSilencesOfASparseLog() {
    List<TimeHistogram.Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      buckets.add(new TimeHistogram.Bucket(i * 48 * HOUR, i * 48 * HOUR, 1));
    }
    assertThat(end(buckets).plausible().latest()).isEqualTo(hour(8 * 48 + 3 * 48));
  }

  @Test
  void isTheGivenOneWhereThereIsOne() {
    TimeHistogram times = new TimeHistogram(hourly(100));
    LogEnd earlier = LogEnd.of(times, Optional.of(hour(50)));
    assertThat(earlier.dataUntil()).isEqualTo(hour(50));
    assertThat(earlier.plausible().latest()).isEqualTo(hour(98 + 24));
    LogEnd later = LogEnd.of(times, Optional.of(hour(500)));
    assertThat(later.plausible().latest()).isEqualTo(hour(500));
  }
}
