package io.rankproof.audit;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How well a number tells two classes apart: the area under the ROC curve, P(a positive's value is
 * above a negative's) + half of the ties, with the standard error of DeLong et al. 1988 and the
 * distance from chance in standard errors of the null hypothesis, sqrt((P + N + 1) / (12 P N)).
 *
 * @param auc in [0, 1]; 0.5 where a class is empty
 */
record Separation(double auc, double se, long positives, long negatives) {
  /**
   * @param values NaN: missing, left out
   * @param positive the class of each row
   * @param used rows that count
   */
  static Separation of(double[] values, Mask positive, Mask used) {
    int[] order = order(values, used);
    long positives = 0;
    for (int row : order) {
      positives += positive.has(row) ? 1 : 0;
    }
    long negatives = order.length - positives;
    return positives == 0 || negatives == 0
        ? new Separation(0.5, 0, positives, negatives)
        : of(values, positive, order, positives, negatives);
  }

  /** Rows by a condition. */
  interface Mask {
    boolean has(int row);
  }

  private static Separation of(
      double[] values, Mask positive, int[] order, long positives, long negatives) {
    double sumPositive = 0;
    double squaresPositive = 0;
    double squaresNegative = 0;
    long positivesBelow = 0;
    long negativesBelow = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      long tiedPositives = 0;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        tiedPositives += positive.has(order[to++]) ? 1 : 0;
      }
      long tiedNegatives = to - from - tiedPositives;
      double placed = (negativesBelow + tiedNegatives / 2.0) / negatives;
      double above = positives - positivesBelow - tiedPositives;
      double passed = (above + tiedPositives / 2.0) / positives;
      sumPositive += tiedPositives * placed;
      squaresPositive += tiedPositives * placed * placed;
      squaresNegative += tiedNegatives * passed * passed;
      positivesBelow += tiedPositives;
      negativesBelow += tiedNegatives;
      from = to;
    }
    double auc = sumPositive / positives;
    double variance =
        variance(squaresPositive, auc, positives) / positives
            + variance(squaresNegative, auc, negatives) / negatives;
    return new Separation(auc, Math.sqrt(variance), positives, negatives);
  }

  private static double variance(double squares, double mean, long n) {
    return n < 2 ? 0.25 : Math.max(0, (squares - n * mean * mean) / (n - 1));
  }

  private static int[] order(double[] values, Mask used) {
    Integer[] rows = new Integer[values.length];
    int n = 0;
    for (int row = 0; row < values.length; row++) {
      if (used.has(row) && !Double.isNaN(values[row])) {
        rows[n++] = row;
      }
    }
    Arrays.sort(rows, 0, n, Comparator.comparingDouble((Integer row) -> values[row]));
    return Arrays.stream(rows, 0, n).mapToInt(Integer::intValue).toArray();
  }

  /** The same whichever class is called positive: in [0.5, 1]. */
  double strength() {
    return Math.max(auc, 1 - auc);
  }

  /** Distance from chance in standard errors of the null hypothesis. */
  double z() {
    if (positives == 0 || negatives == 0) {
      return 0;
    }
    double n = (double) positives + negatives;
    return (auc - 0.5) / Math.sqrt((n + 1) / (12.0 * positives * negatives));
  }
}
