package io.rankproof.kernel.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * p-values of t statistics (estimate - null value, over its standard error).
 *
 * <p>NaN where the statistic or the degrees of freedom are undefined. A standard error of 0 gives
 * an infinite statistic, whose p-value is 0, or 0/0, whose p-value is NaN.
 */
public final class PValues {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private PValues() {}

  /** P(|T| >= |t|): against "no difference". */
  public static double twoSided(double t, double degreesOfFreedom) {
    return Math.min(1, 2 * greater(Math.abs(t), degreesOfFreedom));
  }

  /** P(T >= t): small when the estimate is above the null value. */
  public static double greater(double t, double degreesOfFreedom) {
    if (Double.isNaN(t) || !(degreesOfFreedom > 0)) {
      return Double.NaN;
    }
    return TDistribution.of(degreesOfFreedom).survivalProbability(t);
  }

  /** P(T <= t): small when the estimate is below the null value. */
  public static double less(double t, double degreesOfFreedom) {
    return greater(-t, degreesOfFreedom);
  }

  /** P(|Z| >= |z|) for a standard normal Z. */
  public static double twoSidedNormal(double z) {
    return Double.isNaN(z) ? Double.NaN : 2 * NORMAL.survivalProbability(Math.abs(z));
  }
}
