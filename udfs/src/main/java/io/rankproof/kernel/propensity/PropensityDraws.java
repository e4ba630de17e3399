package io.rankproof.kernel.propensity;

import java.util.List;
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
   * What 1 / p is multiplied by in each replicate. Blocks of points are drawn one after the other,
   * each from its own covariance, so that many contexts cost no more than the sum of their curves.
   *
   * @param seed of all draws; the same seed and covariances give the same draws
   * @param replicates number of draws
   * @param covariances of log p, of each block of points that is independent of the others;
   *     symmetric, positive semidefinite up to rounding
   * @return by point, block after block, and replicate, exp(-e)
   */
  public static double[][] inverse(long seed, int replicates, List<double[][]> covariances) {
    int points = covariances.stream().mapToInt(block -> block.length).sum();
    double[][] inverse = new double[points][replicates];
    SplittableRandom random = new SplittableRandom(seed);
    int first = 0;
    for (double[][] covariance : covariances) {
      draw(random, root(covariance), inverse, first);
      first += covariance.length;
    }
    return inverse;
  }

  /** Draws the points of a block, from {@code first} on. */
  private static void draw(
      SplittableRandom random, double[][] root, double[][] inverse, int first) {
    double[] normal = new double[root.length];
    for (int b = 0; normal.length > 0 && b < inverse[first].length; b++) {
      for (int i = 0; i < normal.length; i++) {
        normal[i] = random.nextGaussian();
      }
      for (int i = 0; i < normal.length; i++) {
        double e = 0;
        for (int j = 0; j <= i; j++) {
          e += root[i][j] * normal[j];
        }
        inverse[first + i][b] = StrictMath.exp(-e);
      }
    }
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
