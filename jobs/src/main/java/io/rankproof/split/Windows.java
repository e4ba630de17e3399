package io.rankproof.split;

import io.rankproof.config.SplitConfig;
import io.rankproof.error.InputException;
import io.rankproof.ingest.TimeHistogram;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Finds the boundaries of a time split. */
final class Windows {
  private final SplitConfig config;
  private final TimeHistogram times;
  private final Instant matureUntil;
  private final Boundaries boundaries;

  /**
   * @param matureUntil later requests are in no set
   */
  Windows(SplitConfig config, TimeHistogram times, Instant matureUntil) {
    this.config = config;
    this.times = times;
    this.matureUntil = matureUntil;
    boundaries = new Boundaries(times, micros(config.gap()), micros(matureUntil));
  }

  /**
   * The configured boundaries, or those that give the sets their shares.
   *
   * @throws InputException if no boundaries leave a request in each of the sets
   */
  TimeSplit whole() {
    long[] starts = starts();
    return new TimeSplit(instant(starts[0]), instant(starts[1]), Optional.empty(), config.gap());
  }

  /**
   * One fold of a rolling split.
   *
   * @throws InputException if a test window would be empty
   */
  TimeSplit fold(int fold) {
    long[] starts = starts();
    long[] windows =
        boundaries
            .forFold(starts[0], starts[1], fold, config.folds())
            .orElseThrow(() -> tooManyFolds(starts[1]));
    return new TimeSplit(
        instant(windows[0]),
        instant(windows[1]),
        fold == config.folds() ? Optional.empty() : Optional.of(instant(windows[2])),
        config.gap());
  }

  private long[] starts() {
    if (config.validationStart().isPresent()) {
      return new long[] {
        micros(config.validationStart().get()), micros(config.testStart().orElseThrow())
      };
    }
    return boundaries.forShares(config.train(), config.validation()).orElseThrow(this::impossible);
  }

  private InputException tooManyFolds(long testStart) {
    return new InputException(
        "split.folds: the requests from "
            + instant(testStart)
            + " to "
            + matureUntil
            + " cannot be cut into "
            + config.folds()
            + " test windows; give fewer folds, more days, or a larger test share");
  }

  private InputException impossible() {
    return new InputException(
        "split: with a gap of "
            + config.gap()
            + " no boundaries leave requests in train, validation and test; the log has "
            + times.requests()
            + " requests from "
            + instant(times.first(0))
            + " to "
            + instant(times.last(times.size() - 1))
            + ", mature until "
            + matureUntil
            + "; give more days, or shorten label.window or split.gap");
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }
}
