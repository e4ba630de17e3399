package io.rankproof.kernel.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** Quantiles of the normal and of Student's distribution. */
public final class Quantiles {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Quantiles() {}

  /** The standard normal quantile at probability p in [0, 1]. */
  public static double normal(double p) {
    return NORMAL.inverseCumulativeProbability(p);
  }

  /** Student's quantile at probability p; NaN unless the degrees of freedom are positive. */
  public static double student(double p, double degreesOfFreedom) {
    return degreesOfFreedom > 0
        ? TDistribution.of(degreesOfFreedom).inverseCumulativeProbability(p)
        : Double.NaN;
  }

  /** The half width, in standard errors, of a two-sided interval at a level such as 0.95. */
  public static double twoSidedStudent(double level, double degreesOfFreedom) {
    Interval.requireLevel(level);
    return student((1 + level) / 2, degreesOfFreedom);
  }
}
