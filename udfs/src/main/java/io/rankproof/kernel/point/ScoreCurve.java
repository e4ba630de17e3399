package io.rankproof.kernel.point;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Groups of equal (or binned) scores in ascending order with the weight of positives and negatives
 * at and above each.
 *
 * <p>Immutable. A group is <i>mixed</i> when binning put different scores into it. A group takes 48
 * bytes of memory, 32 where it is serialised.
 */
public final class ScoreCurve implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] least;
  private final long[] greatest;
  private final double[] positives;
  private final double[] negatives;
  private final transient double[] positivesFrom;
  private final transient double[] negativesFrom;
  private final double weightError;
  private final boolean wholeWeights;

  ScoreCurve(
      long[] least,
      long[] greatest,
      double[] positives,
      double[] negatives,
      double weightError,
      boolean wholeWeights) {
    this.least = least;
    this.greatest = greatest;
    this.positives = positives;
    this.negatives = negatives;
    this.positivesFrom = sumsFrom(positives);
    this.negativesFrom = sumsFrom(negatives);
    this.weightError = weightError;
    this.wholeWeights = wholeWeights;
  }

  /** The sums are made anew. */
  private Object readResolve() {
    return new ScoreCurve(least, greatest, positives, negatives, weightError, wholeWeights);
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

  /** The first group with a score: 1 where the one before holds the missing scores, else 0. */
  public int firstScored() {
    return hasMissing() ? 1 : 0;
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
    if (group < 0 || key > greatest[group]) {
      throw new IllegalArgumentException("score " + score + " was not among the rows counted");
    }
    return group;
  }

  /**
   * The most groups that the same rows can have when bins keep more leading bits of each score: a
   * mixed group parts into 2^bits at most and, where weights are whole, into as many as its weight.
   * A {@link ScoreHistogram} of that capacity keeps that many bits more, or all.
   *
   * @param bits at least 0
   */
  public long mostGroups(int bits) {
    double parts = Math.scalb(1.0, bits);
    double most = 0;
    for (int group = 0; group < groups(); group++) {
      double weight = wholeWeights ? positives[group] + negatives[group] : Double.POSITIVE_INFINITY;
      most += isMixed(group) ? Math.min(parts, weight) : 1;
    }
    return (long) most;
  }

  /**
   * The same groups as if the scores in each were equal: what bounds of errors are left comes from
   * rounded weights alone.
   */
  public ScoreCurve tied() {
    return new ScoreCurve(least, least, positives, negatives, weightError, wholeWeights);
  }

  /**
   * The same rows in fewer groups, for influences. Half of them are the highest groups as they are,
   * since precision changes most there; below, neighbours are joined so that each group holds about
   * the same share of the positives and of the negatives: the sum of both is at most 4 / mostGroups
   * more than one group of this curve has.
   *
   * @param mostGroups besides that of missing scores, at least 2
   */
  public ScoreCurve joined(int mostGroups) {
    if (mostGroups < 2) {
      throw new IllegalArgumentException("groups are " + mostGroups + ": at least 2 are needed");
    }
    return groups() <= mostGroups ? this : joined(ends(mostGroups));
  }

  /** Of each group to be the first one after it. */
  private int[] ends(int mostGroups) {
    int[] ends = new int[mostGroups + 1];
    int count = 0;
    int first = firstScored();
    if (first > 0) {
      ends[count++] = first;
    }
    int highest = mostGroups / 2;
    int joined = groups() - highest;
    for (int group = first + 1; group < groups(); group++) {
      if (group >= joined || begins(group, first, joined, mostGroups - highest)) {
        ends[count++] = group;
      }
    }
    ends[count++] = groups();
    return Arrays.copyOf(ends, count);
  }

  /** Whether a new group begins, of so many that share the groups from one to before another. */
  private boolean begins(int group, int from, int to, int groups) {
    return place(group, from, to, groups) > place(group - 1, from, to, groups);
  }

  private int place(int group, int from, int to, int groups) {
    double below = shareFrom(from) - shareFrom(group);
    double all = shareFrom(from) - shareFrom(to);
    return Math.min(groups - 1, (int) (below / all * groups));
  }

  private double shareFrom(int group) {
    return (totalPositives() > 0 ? positivesFrom[group] / totalPositives() : 0)
        + (totalNegatives() > 0 ? negativesFrom[group] / totalNegatives() : 0);
  }

  private ScoreCurve joined(int[] ends) {
    long[] from = new long[ends.length];
    long[] to = new long[ends.length];
    double[] ofPositives = new double[ends.length];
    double[] ofNegatives = new double[ends.length];
    int begin = 0;
    for (int i = 0; i < ends.length; i++) {
      from[i] = least[begin];
      to[i] = greatest[ends[i] - 1];
      for (int group = begin; group < ends[i]; group++) {
        ofPositives[i] += positives[group];
        ofNegatives[i] += negatives[group];
      }
      begin = ends[i];
    }
    return new ScoreCurve(from, to, ofPositives, ofNegatives, weightError, wholeWeights);
  }

  /**
   * Inner edges that cut the rows into bins of about equal weight, for {@link CalibrationBins}.
   *
   * <p>Edge j is the least score whose group, with all lower ones, passes j / bins of the weight.
   * Tied scores stay together and equal edges are dropped, so there may be fewer bins. Missing
   * scores do not count.
   */
  public double[] equalMassEdges(int bins) {
    int first = firstScored();
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
