package io.rankproof.kernel.propensity;

import java.util.SplittableRandom;

/**
 * Replicates of estimated propensities: log p* = log p + e, e normal with the delta method's
 * covariance of log p, so that p* is log-normal and errors that positions share (the clicks at
 * position 1 are in all of them) stay shared.
 */
public final class PropensityDraws {
  private static final double NOTHING = 1e-12;

  private PropensityDraws() {}

  /**
   * What 1 / p is multiplied by in each replicate.
   *
   * @param seed of all draws; the same seed and covariance give the same draws
   * @param replicates number of draws
   * @param covariance of log p; symmetric, positive semidefinite up to rounding
   * @return by point and replicate, exp(-e)
   */
  public static double[][] inverse(long seed, int replicates, double[][] covariance) {
    double[][] root = root(covariance);
    double[][] inverse = new double[covariance.length][replicates];
    double[] normal = new double[covariance.length];
    SplittableRandom random = new SplittableRandom(seed);
    for (int b = 0; b < replicates; b++) {
      for (int i = 0; i < normal.length; i++) {
        normal[i] = random.nextGaussian();
      }
      for (int i = 0; i < normal.length; i++) {
        double e = 0;
        for (int j = 0; j <= i; j++) {
          e += root[i][j] * normal[j];
        }
        inverse[i][b] = StrictMath.exp(-e);
      }
    }
    return inverse;
  }

  /**
   * Replicates of a sum of terms that are divided by propensities, each replicate dividing by its
   * own.
   *
   * @param certain by replicate, the sum of the terms whose propensity is known
   * @param parts by point and replicate, the sums of the terms that each point divides
   * @param inverse as {@link #inverse} gives it
   */
  public static double[] sum(double[] certain, double[][] parts, double[][] inverse) {
    double[] sum = certain.clone();
    for (int point = 0; point < parts.length; point++) {
      for (int b = 0; b < sum.length; b++) {
        sum[b] += inverse[point][b] * parts[point][b];
      }
    }
    return sum;
  }

  /** Cholesky's lower factor; a point that those before it determine gets no noise of its own. */
  private static double[][] root(double[][] covariance) {
    int size = covariance.length;
    double[][] lower = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = covariance[i][j];
        for (int k = 0; k < j; k++) {
          rest -= lower[i][k] * lower[j][k];
        }
        if (i == j) {
          lower[i][i] = rest > NOTHING * covariance[i][i] ? Math.sqrt(rest) : 0;
        } else {
          lower[i][j] = lower[j][j] > 0 ? rest / lower[j][j] : 0;
        }
      }
    }
    return lower;
  }
}
