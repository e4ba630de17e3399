package io.rankproof.kernel.stats;

/** A confidence interval; both ends are NaN when it cannot be computed. */
public record Interval(double low, double high) {
  /** The interval that could not be computed. */
  public static final Interval UNDEFINED = new Interval(Double.NaN, Double.NaN);

  /** The interval estimate ± quantile x standardError. */
  public static Interval around(double estimate, double standardError, double quantile) {
    double half = quantile * standardError;
    return Double.isNaN(estimate - half)
        ? UNDEFINED
        : new Interval(estimate - half, estimate + half);
  }

  /** Whether both ends are numbers. */
  public boolean isDefined() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }

  /** Whether a value lies in it, ends included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** Checks a confidence level: strictly between 0 and 1. */
  public static void requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "confidence level is " + level + ": it must lie strictly between 0 and 1, e.g. 0.95");
    }
  }
}
