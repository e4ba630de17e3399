package io.rankproof.simulate;

import io.rankproof.config.SimulateConfig;
import java.time.Duration;
import java.time.Instant;

/** When requests happen: in the order of their numbers, busiest in the evening. */
final class RequestClock {
  static final long MICROS_PER_SECOND = 1_000_000L;
  static final long MICROS_PER_HOUR = 3_600 * MICROS_PER_SECOND;
  static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

  /** Traffic by hour of the day, UTC. */
  private static final Shares HOURS =
      new Shares(3, 2, 1, 1, 1, 2, 3, 5, 6, 6, 6, 6, 7, 7, 6, 6, 6, 7, 8, 9, 10, 9, 7, 5);

  private final long start;
  private final int days;
  private final double requests;

  RequestClock(SimulateConfig config) {
    start = micros(config.start());
    days = config.days();
    requests = config.requests();
  }

  /**
   * @param request number of the request
   * @param uniform in [0, 1): where in the request's own share of the log's traffic
   * @return microseconds since 1970
   */
  long time(long request, double uniform) {
    double at = Math.min((request + uniform) / requests, Math.nextDown(1.0)) * days;
    long day = (long) at;
    double traffic = (at - day) * HOURS.total();
    int hour = HOURS.indexAt(traffic);
    double within = (traffic - HOURS.start(hour)) / HOURS.share(hour);
    long micros = Math.min((long) (within * MICROS_PER_HOUR), MICROS_PER_HOUR - 1);
    return start + day * MICROS_PER_DAY + hour * MICROS_PER_HOUR + micros;
  }

  static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / 1000);
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }
}
