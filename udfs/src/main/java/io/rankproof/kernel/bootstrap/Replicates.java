package io.rankproof.kernel.bootstrap;

import io.rankproof.kernel.stats.Interval;
import io.rankproof.kernel.stats.Quantiles;
import java.util.Arrays;

/**
 * The bootstrap distribution of one statistic: its standard error and intervals.
 *
 * <p>Replicates without a value (NaN: the denominator drew no cluster) are left out and counted.
 * With fewer than two values there is no standard error and no interval: NaN.
 */
public final class Replicates {
  private final double[] sorted;
  private final int undefined;

  private Replicates(double[] sorted, int undefined) {
    this.sorted = sorted;
    this.undefined = undefined;
  }

  /** The distribution of these values; the array is not changed. */
  public static Replicates of(double[] values) {
    double[] defined = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return new Replicates(defined, values.length - defined.length);
  }

  /** The distribution of a[b] - b[b]: a paired difference, as both share their weights. */
  public static Replicates ofDifference(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "paired replicates differ in number: " + a.length + " and " + b.length);
    }
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return of(difference);
  }

  /** How many replicates have a value. */
  public int defined() {
    return sorted.length;
  }

  /** How many have none. */
  public int undefined() {
    return undefined;
  }

  /** The standard deviation of the replicates (divisor: their number - 1). */
  public double standardError() {
    if (sorted.length < 2) {
      return Double.NaN;
    }
    double mean = mean();
    double squares = 0;
    for (double value : sorted) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (sorted.length - 1));
  }

  private double mean() {
    double sum = 0;
    for (double value : sorted) {
      sum += value;
    }
    return sum / sorted.length;
  }

  /** The quantile at probability p, linear between order statistics (Hyndman and Fan's type 7). */
  public double quantile(double p) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double position = p * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** The percentile interval (Efron and Tibshirani 1993, chapter 13), at a level such as 0.95. */
  public Interval percentileInterval(double level) {
    Interval.requireLevel(level);
    if (sorted.length < 2) {
      return Interval.UNDEFINED;
    }
    return new Interval(quantile((1 - level) / 2), quantile((1 + level) / 2));
  }

  /**
   * The interval estimate ± t x standard error, t from Student's distribution with {@code clusters}
   * - 1 degrees of freedom (about the normal one for many clusters).
   */
  public Interval normalInterval(double estimate, double level, double clusters) {
    return Interval.around(
        estimate, standardError(), Quantiles.twoSidedStudent(level, clusters - 1));
  }
}
