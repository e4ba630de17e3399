package io.rankproof.audit;

import java.util.Arrays;

/**
 * A category as the rate of a class among its rows in the other half of the users, so that no row
 * tells of itself: (positives + 10 r) / (rows + 10) with the rate r of all of them. Missing is a
 * value of its own.
 */
final class FoldedRates {
  private static final double PRIOR = 10;

  private FoldedRates() {}

  static double[] of(
      int[] codes, Separation.Mask positive, Separation.Mask used, Separation.Mask half) {
    int size = Arrays.stream(codes).max().orElse(-1) + 2;
    double[][] rows = new double[2][size];
    double[][] positives = new double[2][size];
    double[] all = new double[2];
    double[] allPositives = new double[2];
    for (int row = 0; row < codes.length; row++) {
      if (used.has(row)) {
        int other = half.has(row) ? 0 : 1;
        double one = positive.has(row) ? 1 : 0;
        rows[other][codes[row] + 1]++;
        positives[other][codes[row] + 1] += one;
        all[other]++;
        allPositives[other] += one;
      }
    }
    double[] rates = new double[codes.length];
    for (int row = 0; row < codes.length; row++) {
      int own = half.has(row) ? 1 : 0;
      double rate = all[own] == 0 ? 0.5 : allPositives[own] / all[own];
      int code = codes[row] + 1;
      rates[row] = (positives[own][code] + PRIOR * rate) / (rows[own][code] + PRIOR);
    }
    return rates;
  }
}
