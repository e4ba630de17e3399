package io.rankproof.kernel;

import java.util.Random;

/**
 * A simulated log whose rows are dependent within a user: requests of {@value #ITEMS} items, labels
 * and two models' scores that share the user's taste and activity.
 *
 * <p>Both models score truth plus independent noise of equal variance, so in expectation they are
 * equal in every metric.
 */
final class UserLog {
  static final int ITEMS = 5;

  final int rows;
  final int[] userOfRow;
  final boolean[] label;
  final double[] scoreA;
  final double[] scoreB;

  UserLog(int users, long seed) {
    this(users, seed, 0);
  }

  /**
   * @param eagerness how much likelier a user clicks (in log odds) for each request more: then a
   *     mean over users is another number than one over requests
   */
  UserLog(int users, long seed, double eagerness) {
    Random random = new Random(seed);
    int[] requests = new int[users];
    int total = 0;
    for (int u = 0; u < users; u++) {
      requests[u] = 1 + (int) Math.min(9, -2.5 * Math.log(1 - random.nextDouble()));
      total += requests[u];
    }
    rows = total * ITEMS;
    userOfRow = new int[rows];
    label = new boolean[rows];
    scoreA = new double[rows];
    scoreB = new double[rows];
    int row = 0;
    for (int u = 0; u < users; u++) {
      double mood = 1.2 * random.nextGaussian() + eagerness * (requests[u] - 3);
      double taste = random.nextGaussian();
      for (int i = 0; i < requests[u] * ITEMS; i++) {
        fill(row++, u, mood, taste, random);
      }
    }
  }

  private void fill(int row, int user, double mood, double taste, Random random) {
    double truth = random.nextGaussian();
    double legibility = Math.exp(0.8 * taste);
    userOfRow[row] = user;
    label[row] = random.nextDouble() < 1 / (1 + Math.exp(1 - truth - mood));
    scoreA[row] = legibility * truth + 0.7 * mood + taste + random.nextGaussian();
    scoreB[row] = legibility * truth + 0.7 * mood + taste + random.nextGaussian();
  }

  /** Reciprocal rank of the first positive of a request, 0 without one; scores have no ties. */
  double reciprocalRank(double[] scores, int firstRow) {
    double best = Double.NEGATIVE_INFINITY;
    for (int row = firstRow; row < firstRow + ITEMS; row++) {
      best = label[row] ? Math.max(best, scores[row]) : best;
    }
    int rank = 1;
    for (int row = firstRow; row < firstRow + ITEMS; row++) {
      rank += scores[row] > best ? 1 : 0;
    }
    return best == Double.NEGATIVE_INFINITY ? 0 : 1.0 / rank;
  }
}
