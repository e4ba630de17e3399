package io.rankproof.kernel.point;

import java.util.Arrays;

/**
 * Groups of equal (or binned) scores in ascending order with the weight of positives and negatives
 * at and above each.
 *
 * <p>Immutable. A group is <i>mixed</i> when binning put different scores into it.
 */
public final class ScoreCurve {
  private final int shift;
  private final long[] least;
  private final long[] greatest;
  private final double[] positives;
  private final double[] negatives;
  private final double[] positivesFrom;
  private final double[] negativesFrom;
  private final double weightError;
  private final boolean wholeWeights;

  ScoreCurve(
      int shift,
      long[] least,
      long[] greatest,
      double[] positives,
      double[] negatives,
      double weightError,
      boolean wholeWeights) {
    this.shift = shift;
    this.least = least;
    this.greatest = greatest;
    this.positives = positives;
    this.negatives = negatives;
    this.positivesFrom = sumsFrom(positives);
    this.negativesFrom = sumsFrom(negatives);
    this.weightError = weightError;
    this.wholeWeights = wholeWeights;
  }

  private static double[] sumsFrom(double[] values) {
    double[] sums = new double[values.length + 1];
    for (int i = values.length - 1; i >= 0; i--) {
      sums[i] = sums[i + 1] + values[i];
    }
    return sums;
  }

  /** The number of groups. */
  public int groups() {
    return least.length;
  }

  /** Whether the first group holds the missing scores. */
  public boolean hasMissing() {
    return least.length > 0 && least[0] == ScoreKey.MISSING;
  }

  /** The least score of a group; negative infinity for that of the missing scores. */
  public double leastScore(int group) {
    return ScoreKey.score(least[group]);
  }

  /** The greatest score of a group. */
  public double greatestScore(int group) {
    return ScoreKey.score(greatest[group]);
  }

  /** Whether the group holds more than one distinct score. */
  public boolean isMixed(int group) {
    return least[group] != greatest[group];
  }

  /** Weight of the positives in a group. */
  public double positives(int group) {
    return positives[group];
  }

  /** Weight of the negatives in a group. */
  public double negatives(int group) {
    return negatives[group];
  }

  /** Weight of the positives in this group and those of higher scores; 0 for {@link #groups}. */
  public double positivesFrom(int group) {
    return positivesFrom[group];
  }

  /** Weight of the negatives in this group and those of higher scores; 0 for {@link #groups}. */
  public double negativesFrom(int group) {
    return negativesFrom[group];
  }

  /** Weight of all positives. */
  public double totalPositives() {
    return positivesFrom[0];
  }

  /** Weight of all negatives. */
  public double totalNegatives() {
    return negativesFrom[0];
  }

  /** Weight of all rows. */
  public double totalWeight() {
    return positivesFrom[0] + negativesFrom[0];
  }

  /** Whether there are positives and negatives. */
  public boolean hasBothClasses() {
    return totalPositives() > 0 && totalNegatives() > 0;
  }

  /** The largest relative rounding of a weight. */
  public double weightError() {
    return weightError;
  }

  /**
   * How far rounding of weights can have moved the distribution of a class, in total variation: d /
   * (1 - d) for the largest relative rounding d; infinite when a weight was smaller than its
   * rounding.
   */
  double weightShift() {
    return weightError < 1 ? weightError / (1 - weightError) : Double.POSITIVE_INFINITY;
  }

  /** Whether all weights are whole numbers. */
  boolean wholeWeights() {
    return wholeWeights;
  }

  /**
   * The group that holds a score.
   *
   * @throws IllegalArgumentException if no row with such a score was counted
   */
  public int groupOf(double score) {
    long key = ScoreKey.of(score);
    int found = Arrays.binarySearch(least, key);
    int group = found >= 0 ? found : -found - 2;
    if (group < 0 || least[group] >> shift != key >> shift) {
      throw new IllegalArgumentException("score " + score + " was not among the rows counted");
    }
    return group;
  }

  /**
   * Inner edges that cut the rows into bins of about equal weight, for {@link CalibrationBins}.
   *
   * <p>Edge j is the least score whose group, with all lower ones, passes j / bins of the weight.
   * Tied scores stay together and equal edges are dropped, so there may be fewer bins. Missing
   * scores do not count.
   */
  public double[] equalMassEdges(int bins) {
    int first = hasMissing() ? 1 : 0;
    double total = positivesFrom[first] + negativesFrom[first];
    double[] edges = new double[bins];
    int count = 0;
    int next = 1;
    double below = 0;
    for (int group = first; group < groups(); group++) {
      boolean passed = false;
      while (next < bins && below >= next * total / bins) {
        passed = true;
        next++;
      }
      if (passed && group > first) {
        edges[count++] = leastScore(group);
      }
      below += positives[group] + negatives[group];
    }
    return Arrays.copyOf(edges, count);
  }
}
