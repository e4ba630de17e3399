package io.rankproof.kernel.propensity;

import java.util.Arrays;

/**
 * Features in bins of about as many impressions each, or of one value each where there are few:
 * what trees split.
 */
final class FeatureBins {
  /** Bins of a feature at most. */
  static final int MOST = 128;

  private final int features;
  private final byte[] bins;

  FeatureBins(FeatureRows rows) {
    features = rows.features();
    bins = new byte[rows.size() * features];
    for (int feature = 0; feature < features; feature++) {
      double[] cuts = cuts(sorted(rows, feature));
      for (int row = 0; row < rows.size(); row++) {
        bins[row * features + feature] = (byte) bin(cuts, rows.value(row, feature));
      }
    }
  }

  int features() {
    return features;
  }

  /** The bin of an impression's feature, from 0. */
  int of(int row, int feature) {
    return bins[row * features + feature];
  }

  private static double[] sorted(FeatureRows rows, int feature) {
    double[] values = new double[rows.size()];
    Arrays.setAll(values, row -> rows.value(row, feature));
    Arrays.sort(values);
    return values;
  }

  /** The largest value of every bin but the last one. */
  private static double[] cuts(double[] sorted) {
    double[] distinct = Arrays.stream(sorted).distinct().limit(MOST + 1L).toArray();
    if (distinct.length <= MOST) {
      return Arrays.copyOf(distinct, Math.max(distinct.length - 1, 0));
    }
    double[] cuts = new double[MOST - 1];
    Arrays.setAll(cuts, i -> sorted[(int) ((i + 1L) * sorted.length / MOST) - 1]);
    double last = sorted[sorted.length - 1];
    return Arrays.stream(cuts).distinct().filter(cut -> cut < last).toArray();
  }

  private static int bin(double[] cuts, double value) {
    int found = Arrays.binarySearch(cuts, value);
    return found >= 0 ? found : -found - 1;
  }
}
