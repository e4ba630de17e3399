package io.rankproof.result;

import java.util.OptionalDouble;

/** Rows of the result tables, made by hand, for tests. */
public final class Sample {
  public static final String BASELINE = "production";

  private Sample() {}

  public static Measurement measured(double value, double se) {
    return new Measurement(
        OptionalDouble.of(value),
        OptionalDouble.of(value - 2 * se),
        OptionalDouble.of(value + 2 * se),
        OptionalDouble.of(se));
  }

  /** A number without an interval. */
  public static Measurement known(double value) {
    OptionalDouble none = OptionalDouble.empty();
    return new Measurement(OptionalDouble.of(value), none, none, none);
  }

  public static Estimate estimate(String model, String metric, double value) {
    return new Estimate(
        model,
        new MetricKey(metric, "click", "plain"),
        SliceKey.ALL,
        measured(value, value / 100),
        "bootstrap",
        OptionalDouble.of(value * 0.8),
        new SampleSize(4000, 3200, 1001, 800),
        40_000,
        OptionalDouble.of(0.01),
        0,
        OptionalDouble.empty());
  }

  public static Difference difference(String model, String metric, double delta, double se) {
    return difference(model, metric, SliceKey.ALL, delta, se, 1001);
  }

  public static Difference difference(
      String model, String metric, SliceKey slice, double delta, double se, long clusters) {
    return new Difference(
        model,
        BASELINE,
        new MetricKey(metric, "click", "plain"),
        slice,
        measured(delta, se),
        OptionalDouble.of(delta / 0.4),
        OptionalDouble.of(0.02),
        OptionalDouble.of(0.04),
        OptionalDouble.empty(),
        metric.equals("LogLoss") || metric.equals("ECE"),
        new SampleSize(4000, 3200, clusters, clusters * 0.8));
  }
}
