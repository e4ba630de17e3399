package io.rankproof.split;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.SplitConfig;
import io.rankproof.error.InputException;
import io.rankproof.ingest.TimeHistogram;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.Column;

/**
 * Half-open windows {@code [train) gap [validation) gap [test)} that hold requests as a whole, from
 * the earliest row to the latest. The test window ends with the last mature request.
 *
 * @param validationStart first boundary
 * @param testStart second boundary
 * @param gap requests with a row this long before a boundary, or across it, are in no set
 */
public record TimeSplit(Instant validationStart, Instant testStart, Duration gap) {
  public static final String TRAIN = "train";
  public static final String VALIDATION = "validation";
  public static final String TEST = "test";
  public static final String GAP = "gap";
  public static final String IMMATURE = "immature";

  /**
   * The configured boundaries, or those that give the sets their shares.
   *
   * @param matureUntil later requests are in no set
   * @throws InputException if no boundaries leave a request in each of the sets
   */
  public static TimeSplit choose(SplitConfig config, TimeHistogram times, Instant matureUntil) {
    if (config.validationStart().isPresent()) {
      return new TimeSplit(
          config.validationStart().get(), config.testStart().orElseThrow(), config.gap());
    }
    long[] starts =
        new Boundaries(times, micros(config.gap()), micros(matureUntil))
            .forShares(config.train(), config.validation())
            .orElseThrow(() -> impossible(config, times, matureUntil));
    return new TimeSplit(instant(starts[0]), instant(starts[1]), config.gap());
  }

  /**
   * The set of a request. One whose rows lie on both sides of a boundary is in the gap: in the
   * earlier set it would tell of the later one's time.
   *
   * @param first time of its earliest row
   * @param last time of its latest row
   */
  public Column assign(Column first, Column last, Column mature) {
    Column validation = first.geq(lit(validationStart)).and(last.lt(lit(testStart.minus(gap))));
    return when(not(mature), lit(IMMATURE))
        .when(last.lt(lit(validationStart.minus(gap))), lit(TRAIN))
        .when(validation, lit(VALIDATION))
        .when(first.geq(lit(testStart)), lit(TEST))
        .otherwise(lit(GAP));
  }

  /** The windows in words. */
  public String text() {
    return "train before "
        + validationStart.minus(gap)
        + ", validation "
        + validationStart
        + " to "
        + testStart.minus(gap)
        + ", test from "
        + testStart;
  }

  private static InputException impossible(
      SplitConfig config, TimeHistogram times, Instant matureUntil) {
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
