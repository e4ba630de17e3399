package io.rankproof.kernel.beyond;

/**
 * Which rows of a request are among its top k, tied rows taken at random: each row has the chance
 * with which it is there over all orders of equal scores.
 *
 * <p>Rows above the score at place k are there for sure. The m rows at that score share the c
 * places that are left, each with chance c / m, two of them together with chance c (c - 1) / (m (m
 * - 1)). So every mean over the top k is exact, and a constant score shows every item alike.
 *
 * <p>Reused from request to request; nothing is allocated once its arrays have grown. Not
 * thread-safe.
 */
public final class TopPlaces {
  private final int cutoff;
  private final double[] bestScores;
  private final long[] bestKeys;
  private double[] chances = {};
  private int rows;
  private int filled;
  private double ofBorder;
  private double ofBorderPair;

  /**
   * @param cutoff the k, at least 1
   */
  public TopPlaces(int cutoff) {
    if (cutoff < 1) {
      throw new IllegalArgumentException("cut-off is " + cutoff + ": it must be at least 1");
    }
    this.cutoff = cutoff;
    bestScores = new double[cutoff];
    bestKeys = new long[cutoff];
  }

  /**
   * Finds the top of a request.
   *
   * @param scores highest first; negative infinity for a missing one, never NaN
   * @param keys of tied rows, the lowest first; rows that agree in them too are tied
   */
  public void find(double[] scores, long[] keys, int count) {
    rows = count;
    filled = 0;
    if (chances.length < rows) {
      chances = new double[Math.max(rows, 2 * chances.length)];
    }
    for (int row = 0; row < rows; row++) {
      offer(scores[row], keys[row]);
    }
    share(scores, keys);
  }

  private void offer(double score, long key) {
    if (filled == cutoff && !precedes(score, key, bestScores[filled - 1], bestKeys[filled - 1])) {
      return;
    }
    int place = filled == cutoff ? filled - 1 : filled++;
    while (place > 0 && precedes(score, key, bestScores[place - 1], bestKeys[place - 1])) {
      bestScores[place] = bestScores[place - 1];
      bestKeys[place] = bestKeys[place - 1];
      place--;
    }
    bestScores[place] = score;
    bestKeys[place] = key;
  }

  private static boolean precedes(double score, long key, double other, long otherKey) {
    return score > other || (score == other && key < otherKey);
  }

  private void share(double[] scores, long[] keys) {
    if (filled == 0) {
      return;
    }
    double last = bestScores[filled - 1];
    long lastKey = bestKeys[filled - 1];
    int above = filled - 1;
    while (above > 0 && bestScores[above - 1] == last && bestKeys[above - 1] == lastKey) {
      above--;
    }
    double tied = 0;
    for (int row = 0; row < rows; row++) {
      tied += scores[row] == last && keys[row] == lastKey ? 1 : 0;
    }
    double left = filled - above;
    ofBorder = left / tied;
    ofBorderPair = tied > 1 ? left * (left - 1) / (tied * (tied - 1)) : 0;
    for (int row = 0; row < rows; row++) {
      boolean border = scores[row] == last && keys[row] == lastKey;
      chances[row] = border ? ofBorder : precedes(scores[row], keys[row], last, lastKey) ? 1 : 0;
    }
  }

  /** How many places are filled: k, or all rows of a shorter list. */
  public int filled() {
    return filled;
  }

  /** The chance that a row is in the top, in [0, 1]. */
  public double chance(int row) {
    return chances[row];
  }

  /** Whether a row is there in every order. */
  public boolean isSure(int row) {
    return chances[row] == 1;
  }

  /** The chance of each row that is in the top in some orders only. */
  public double borderChance() {
    return ofBorder;
  }

  /** The chance that two given rows of those are both there. */
  public double borderPairChance() {
    return ofBorderPair;
  }
}
