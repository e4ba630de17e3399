package io.rankproof.audit;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Ranks of numbers, equal ones sharing the mean of theirs, scaled to [-1, 1]; missing ones are 0.
 */
final class Ranks {
  /** Rows that it takes to speak of agreement. */
  static final int FEWEST = 50;

  /** Two values correlate with the time up to sqrt(3 p (1 - p)), 0.87 where p is a half. */
  static final double LEAST = 0.8;

  private Ranks() {}

  static double[] of(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double[] ranks = new double[values.length];
    for (int row = 0; row < values.length; row++) {
      if (!Double.isNaN(values[row])) {
        ranks[row] = rank(sorted, values[row]);
      }
    }
    return ranks;
  }

  private static double rank(double[] sorted, double value) {
    double middle = (first(sorted, value, false) + first(sorted, value, true)) / 2.0;
    return 2 * middle / sorted.length - 1;
  }

  /** First place of a number that is larger, or at least as large. */
  private static int first(double[] sorted, double value, boolean larger) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || larger && sorted[middle] == value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Size of Spearman's correlation over the rows where the first has a value, relative to the
   * largest that their ties allow: 1 wherever one never falls (or never rises) with the other,
   * however few values either has. The largest sum of x y is that of both sorted (the rearrangement
   * inequality). 0 where that says little: {@link #FEWEST} rows are not there, or one number has so
   * few values that it correlates with untied ranks below {@link #LEAST}.
   */
  static double agreement(double[] values, double[] others) {
    int[] present =
        IntStream.range(0, values.length).filter(row -> !Double.isNaN(values[row])).toArray();
    double[] x = of(Arrays.stream(present).mapToDouble(row -> values[row]).toArray());
    double[] y = of(Arrays.stream(present).mapToDouble(row -> others[row]).toArray());
    double least = Math.min(product(x, x), product(y, y));
    double n = x.length;
    double untied = (n - 1 / n) / 3;
    if (n < FEWEST || least < LEAST * LEAST * untied) {
      return 0;
    }
    double[] along = product(x, y) < 0 ? negated(y) : y;
    return product(x, along) / product(sorted(x), sorted(along));
  }

  private static double[] negated(double[] x) {
    return Arrays.stream(x).map(value -> -value).toArray();
  }

  private static double[] sorted(double[] x) {
    return Arrays.stream(x).sorted().toArray();
  }

  private static double product(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
