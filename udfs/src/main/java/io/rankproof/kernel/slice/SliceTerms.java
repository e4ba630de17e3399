package io.rankproof.kernel.slice;

import io.rankproof.kernel.sum.SumGrid;

/**
 * The terms of one request: the value of each ratio, rounded to a grid, and what that left, rounded
 * to a finer one. On both, sums over the requests of a cluster are exact, in any order.
 *
 * <p>The magnitudes of a cluster's values must add up to less than 2^31. A value is off by at most
 * 2^-41: bring values as close to that limit as their sum allows.
 */
public final class SliceTerms {
  static final int PARTS = 3;
  static final int RESIDUAL = 1;
  static final int COUNT = 2;

  /** Of a cluster, as the limit of its values. */
  private static final double MOST_REQUESTS = 0x1p31;

  private static final SumGrid GRID = SumGrid.forTotal(0x1p31);
  private static final SumGrid FINER = SumGrid.forTotal(MOST_REQUESTS * GRID.unit());

  /** For each ratio the rounded value, the residual, and 1; or zeros. */
  private final double[] parts;

  /** Terms of so many ratios, none of which counts yet. */
  public SliceTerms(int ratios) {
    parts = new double[PARTS * ratios];
  }

  /**
   * Sets the value of a ratio.
   *
   * @param value NaN: the request does not count
   */
  public void put(int ratio, double value) {
    boolean counts = !Double.isNaN(value);
    double near = counts ? GRID.round(value) : 0;
    int place = PARTS * ratio;
    parts[place] = near;
    parts[place + RESIDUAL] = counts ? FINER.round(value - near) : 0;
    parts[place + COUNT] = counts ? 1 : 0;
  }

  /** Adds the terms to sums of as many ratios. */
  void addTo(double[] sums) {
    for (int i = 0; i < parts.length; i++) {
      sums[i] += parts[i];
    }
  }
}
