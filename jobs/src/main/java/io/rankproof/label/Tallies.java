package io.rankproof.label;

import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.rankproof.ingest.LogColumns;
import java.time.Duration;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * Engagements of one kind per impression. The window is half open, {@code [t, t + window)}; a
 * window of zero has no end: the label is final when logged.
 *
 * @param first when it first happened inside the window; null: never, or at no known time
 */
record Tallies(Column in, Column early, Column late, Column untimed, Column first) {
  private static final Column NONE = lit(0);
  private static final Column NEVER = lit(null).cast(DataTypes.TimestampType);

  /** A column that says whether it happened, with no time to check. */
  static Tallies ofFlag(Column happened) {
    return new Tallies(number(happened), NONE, NONE, NONE, NEVER);
  }

  /** A column that says whether it happened, and one that says when. */
  static Tallies ofTime(Column happened, Column time, Duration window) {
    Column elapsed = unix_micros(time).minus(shown());
    Column closed = closed(elapsed, window);
    Column in = happened.and(elapsed.geq(0)).and(not(closed));
    return new Tallies(
        number(in),
        number(happened.and(elapsed.lt(0))),
        number(happened.and(elapsed.geq(0)).and(closed)),
        number(happened.and(time.isNull())),
        when(in, time));
  }

  /** All times of the engagement, in microseconds; null: it did not happen. */
  static Tallies ofTimes(Column times, Duration window) {
    Column in =
        filter(
            times,
            at -> {
              Column elapsed = at.minus(shown());
              return elapsed.geq(0).and(not(closed(elapsed, window)));
            });
    Column early = howMany(times, at -> at.lt(shown()));
    Column late = howMany(times, at -> at.geq(shown()).and(closed(at.minus(shown()), window)));
    return new Tallies(
        coalesce(size(in), NONE), early, late, NONE, timestamp_micros(array_min(in)));
  }

  private static Column howMany(Column times, Function<Column, Column> which) {
    return coalesce(size(filter(times, which::apply)), NONE);
  }

  private static Column closed(Column elapsed, Duration window) {
    return window.isZero() ? lit(false) : elapsed.geq(micros(window));
  }

  private static Column shown() {
    return unix_micros(col(LogColumns.TIME));
  }

  private static Column number(Column condition) {
    return coalesce(condition.cast(DataTypes.IntegerType), NONE);
  }

  private static long micros(Duration window) {
    return window.toNanos() / 1000;
  }
}
