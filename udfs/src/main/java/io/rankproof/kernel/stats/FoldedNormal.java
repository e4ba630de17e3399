package io.rankproof.kernel.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The distribution of |X| for a normal X (Leone, Nelson and Nottingham 1961). */
public final class FoldedNormal {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private FoldedNormal() {}

  /** E|X| = s sqrt(2/pi) exp(-m^2 / (2 s^2)) + m (1 - 2 Phi(-m / s)); |m| when s is 0. */
  public static double mean(double mean, double standardDeviation) {
    if (standardDeviation == 0) {
      return Math.abs(mean);
    }
    double z = mean / standardDeviation;
    return standardDeviation * Math.sqrt(2 / Math.PI) * Math.exp(-z * z / 2)
        + mean * (1 - 2 * NORMAL.cumulativeProbability(-z));
  }
}
