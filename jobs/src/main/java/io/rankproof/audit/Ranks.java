package io.rankproof.audit;

import java.util.Arrays;

/**
 * Ranks of numbers, equal ones sharing the mean of theirs, scaled to [-1, 1]; missing ones are 0.
 */
final class Ranks {
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

  /** Spearman's correlation over the rows where the first has a value; 0 where one is constant. */
  static double correlation(double[] values, double[] others) {
    int[] present =
        java.util.stream.IntStream.range(0, values.length)
            .filter(row -> !Double.isNaN(values[row]))
            .toArray();
    double[] x = of(Arrays.stream(present).mapToDouble(row -> values[row]).toArray());
    double[] y = of(Arrays.stream(present).mapToDouble(row -> others[row]).toArray());
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += x[i] * y[i];
      xx += x[i] * x[i];
      yy += y[i] * y[i];
    }
    return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
  }
}
