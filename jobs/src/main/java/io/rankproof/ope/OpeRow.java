package io.rankproof.ope;

import io.rankproof.kernel.bootstrap.Replicates;
import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.stats.Interval;
import io.rankproof.result.Measurement;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A row of the table {@code ope}.
 *
 * @param unit of the value: impression, request or user
 * @param value the estimate; null when it is refused
 * @param lower a one-sided bound in the place of an interval; null: there is an interval
 * @param replicates of the bootstrap; null without
 * @param against the log that the value is compared with; null where it is compared with none
 * @param delta value minus that log's own mean; null where it is compared with none
 * @param bound chosen for the weights; null without
 * @param consistent whether the interval is for the target's value, not for a biased one
 * @param refused why there is no value; null when there is one
 * @param note what a reader has to know of the estimate; null when nothing
 */
record OpeRow(
    String target,
    String logger,
    String estimator,
    String unit,
    Estimate value,
    Double lower,
    double[] replicates,
    String against,
    Estimate delta,
    Double bound,
    boolean consistent,
    long rounds,
    long clusters,
    double ess,
    double meanWeight,
    double maxWeight,
    String refused,
    String note) {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "target STRING, logger STRING, estimator STRING, unit STRING, value DOUBLE,"
              + " ci_low DOUBLE, ci_high DOUBLE, se DOUBLE, boot_low DOUBLE, boot_high DOUBLE,"
              + " against STRING, delta DOUBLE, delta_low DOUBLE, delta_high DOUBLE, bound DOUBLE,"
              + " consistent BOOLEAN, rounds BIGINT, clusters BIGINT, ess DOUBLE, mean_weight DOUBLE,"
              + " max_weight DOUBLE, refused STRING, note STRING");

  static Dataset<Row> table(SparkSession spark, List<OpeRow> rows, double confidence) {
    return spark
        .createDataFrame(rows.stream().map(row -> row.row(confidence)).toList(), SCHEMA)
        .coalesce(1);
  }

  /** The estimate with its interval. */
  Measurement measured(double confidence) {
    Interval interval = interval(confidence);
    return new Measurement(
        optional(value == null ? null : known(value.value())),
        optional(known(interval.low())),
        optional(known(interval.high())),
        optional(value == null ? null : known(value.standardError())));
  }

  private static OptionalDouble optional(Double number) {
    return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
  }

  private Interval interval(double confidence) {
    if (value == null) {
      return Interval.UNDEFINED;
    }
    return lower == null ? value.interval(confidence) : new Interval(lower, Double.NaN);
  }

  private Row row(double confidence) {
    Interval interval = interval(confidence);
    Interval boot =
        value == null || replicates == null
            ? Interval.UNDEFINED
            : Replicates.of(replicates).percentileInterval(confidence);
    Interval difference =
        value == null || delta == null ? Interval.UNDEFINED : delta.interval(confidence);
    return RowFactory.create(
        target,
        logger,
        estimator,
        unit,
        value == null ? null : known(value.value()),
        known(interval.low()),
        known(interval.high()),
        value == null ? null : known(value.standardError()),
        known(boot.low()),
        known(boot.high()),
        against,
        value == null || delta == null ? null : known(delta.value()),
        known(difference.low()),
        known(difference.high()),
        bound,
        consistent,
        rounds,
        clusters,
        ess,
        known(meanWeight),
        known(maxWeight),
        refused,
        note);
  }

  private static Double known(double number) {
    return Double.isFinite(number) ? (Double) number : null;
  }

  /** Puts a row together. */
  static final class Builder {
    private final String target;
    private final String logger;
    private final String estimator;
    private final String unit;
    private long rounds;
    private long clusters;
    private double ess;
    private double meanWeight = Double.NaN;
    private double maxWeight = Double.NaN;
    private double[] replicates;
    private String against;
    private Estimate delta;
    private Double bound;
    private String note;

    Builder(String target, String logger, String estimator, String unit) {
      this.target = target;
      this.logger = logger;
      this.estimator = estimator;
      this.unit = unit;
    }

    Builder sample(long ofRounds, long ofClusters) {
      rounds = ofRounds;
      clusters = ofClusters;
      return this;
    }

    Builder weights(double effectiveSize, double mean, double largest) {
      ess = effectiveSize;
      meanWeight = mean;
      maxWeight = largest;
      return this;
    }

    Builder bootstrapped(double[] values) {
      replicates = values;
      return this;
    }

    Builder against(String log, Estimate difference) {
      against = log;
      delta = difference;
      return this;
    }

    Builder bound(double chosen) {
      bound = chosen;
      return this;
    }

    Builder note(String text) {
      note = text;
      return this;
    }

    OpeRow refused(String reason) {
      return row(null, null, false, reason);
    }

    OpeRow value(Estimate value, boolean consistent) {
      return row(value, null, consistent, null);
    }

    /** A value with a lower bound alone. */
    OpeRow value(double value, double lower) {
      return row(new Estimate(value, Double.NaN, clusters), lower, false, null);
    }

    private OpeRow row(Estimate value, Double lower, boolean consistent, String reason) {
      return new OpeRow(
          target,
          logger,
          estimator,
          unit,
          value,
          lower,
          replicates,
          against,
          delta,
          bound,
          consistent,
          rounds,
          clusters,
          ess,
          meanWeight,
          maxWeight,
          reason,
          note);
    }
  }
}
