package io.rankproof.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Immature;
import io.rankproof.ingest.LogColumns;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Which impressions have closed windows, and how much is known of the others.
 *
 * @param until requests whose latest row is later are in no set
 * @param mature the last time at which an impression has closed windows
 * @param curve how much has happened of what will; empty: immature requests are in no set
 */
public record Maturity(LogEnd end, Instant until, Instant mature, Optional<DelayCurve> curve) {
  private static final String STEP = "_step";

  /**
   * @param judged gives the log's rows with conflict and tallies; asked only where immature ones
   *     are kept
   */
  public static Maturity of(LabelConfig label, LogEnd end, Supplier<Dataset<Row>> judged) {
    Instant mature = end.matureUntil(label.longestWindow());
    if (label.immature() == Immature.EXCLUDE) {
      return new Maturity(end, mature, mature, Optional.empty());
    }
    DelayCurve curve = curve(label, mature, judged.get());
    Duration young = Duration.of(curve.ageOf(label.leastCompleteness()), ChronoUnit.MICROS);
    Instant until = end.dataUntil().minus(young);
    return new Maturity(end, until.isAfter(mature) ? until : mature, mature, Optional.of(curve));
  }

  private static DelayCurve curve(LabelConfig label, Instant mature, Dataset<Row> judged) {
    long window = micros(label.engagements().get(label.primary()).window());
    Column delay = col(Tallied.elapsed(label.primary()));
    Column step =
        least(
            floor(delay.cast(DataTypes.DoubleType).divide(window).multiply(DelayCurve.STEPS))
                .cast(DataTypes.IntegerType),
            lit(DelayCurve.STEPS - 1));
    long[] counts = new long[DelayCurve.STEPS];
    judged
        .where(col(LogColumns.CONFLICT).isNull())
        .where(col(LogColumns.TIME).leq(lit(mature)).and(delay.lt(window)))
        .groupBy(step.as(STEP))
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> counts[row.getInt(0)] = row.getLong(1));
    return new DelayCurve(window, counts);
  }

  /** Whether every label of the impression had its window closed when the log ended. */
  public Column isMature() {
    return col(LogColumns.TIME).leq(lit(mature));
  }

  /** Whether a request is in a set: it matures, or is kept, as a whole. */
  public Column isUsed() {
    return col(LogColumns.REQUEST_END).leq(lit(until));
  }

  /** The share of the primary label's engagements that are known of the impression, in (0, 1]. */
  public Column completeness() {
    return curve.map(of -> when(isMature(), lit(1.0)).otherwise(completeness(of))).orElse(lit(1.0));
  }

  /** As {@link DelayCurve#at}. */
  private Column completeness(DelayCurve of) {
    Column age =
        lit(micros(end.dataUntil())).minus(unix_micros(col(LogColumns.TIME))).cast("double");
    Column place = age.divide(of.window()).multiply(DelayCurve.STEPS);
    Column step = least(floor(place).cast(DataTypes.IntegerType), lit(DelayCurve.STEPS - 1));
    Column table = lit(of.completeness());
    Column before = element_at(table, step.plus(1));
    Column after = element_at(table, step.plus(2));
    Column inside = before.plus(place.minus(step).multiply(after.minus(before)));
    return when(place.leq(0), lit(0.0))
        .when(place.geq(DelayCurve.STEPS), lit(1.0))
        .otherwise(inside);
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }
}
