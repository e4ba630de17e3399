package io.rankproof.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.SimulateConfig;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RequestClockTest {
  private final SimulateConfig config = Settings.of("requests=100000", "days=3");
  private final RequestClock clock = new RequestClock(config);

  @Test
  void timesRiseWithTheRequestAndStayInTheLog() {
    long before = RequestClock.micros(config.start());
    for (long request = 0; request < config.requests(); request++) {
      long time = clock.time(request, 0.5);
      assertThat(time).isGreaterThanOrEqualTo(before);
      before = time;
    }
    assertThat(clock.time(config.requests() - 1, Math.nextDown(1.0)))
        .isLessThan(RequestClock.micros(config.end()));
  }

  @Test
  void eveningIsTenTimesAsBusyAsTheSmallHours() {
    int[] hours = new int[24];
    for (long request = 0; request < config.requests(); request++) {
      long seconds = clock.time(request, 0.5) / RequestClock.MICROS_PER_SECOND;
      hours[(int) (seconds / 3600 % 24)]++;
    }

    assertThat((double) hours[20] / hours[3]).isCloseTo(10, within(0.1));
  }

  @Test
  void firstRequestIsAtTheStart() {
    assertThat(clock.time(0, 0))
        .isEqualTo(RequestClock.micros(Instant.parse("2026-01-01T00:00:00Z")));
  }
}
