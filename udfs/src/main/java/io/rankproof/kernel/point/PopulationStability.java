package io.rankproof.kernel.point;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Population stability index between two histograms over the same bins: the sum over bins of (c -
 * r) ln(c / r), with r and c the bins' shares in the reference and in the current data.
 *
 * <p>An empty bin would make it infinite, so a pseudo-count of rows is added to every bin of both
 * sides. A weighted row that is added has the mean weight of its side: only then does the index not
 * depend on the unit of weights.
 *
 * <p>When nothing changed, psi / (1/n + 1/m) follows about a chi-squared distribution with bins - 1
 * degrees of freedom (Yurdakul 2018), n and m being the numbers of rows: what size is noise depends
 * on them, which fixed limits such as 0.1 and 0.25 ignore.
 */
public final class PopulationStability {
  /** Rows added to every bin by default: Jeffreys' half. */
  public static final double DEFAULT_PSEUDO_COUNT = 0.5;

  /**
   * The largest error bound that passes by default: a hundredth of the lowest limit in common use,
   * 0.1.
   */
  public static final double LARGEST_BOUND = 1e-3;

  private PopulationStability() {}

  /** The index of two histograms of rows with {@link #DEFAULT_PSEUDO_COUNT}. */
  public static double index(double[] reference, double[] current) {
    return index(reference, current, DEFAULT_PSEUDO_COUNT);
  }

  /**
   * The index of two histograms of rows, each of weight 1; NaN when one has none.
   *
   * @param pseudoCount added to every bin, at least 0; with 0 the index is infinite when a bin is
   *     empty on one side only
   */
  public static double index(double[] reference, double[] current, double pseudoCount) {
    requirePseudoCount(pseudoCount);
    if (reference.length != current.length) {
      throw new IllegalArgumentException(
          "psi of "
              + reference.length
              + " and "
              + current.length
              + " bins: the bins must be the same");
    }
    double before = total(reference);
    double after = total(current);
    return before > 0 && after > 0
        ? divergence(shares(reference, before, pseudoCount), shares(current, after, pseudoCount))
        : Double.NaN;
  }

  private static void requirePseudoCount(double pseudoCount) {
    if (!(pseudoCount >= 0)) {
      throw new IllegalArgumentException(
          "psi pseudo-count is " + pseudoCount + ": it must be at least 0");
    }
  }

  private static double[] shares(double[] weights, double total, double added) {
    double all = total + added * weights.length;
    return Arrays.stream(weights).map(weight -> (weight + added) / all).toArray();
  }

  private static double divergence(double[] reference, double[] current) {
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      sum += (current[i] - reference[i]) * logRatio(reference[i], current[i]);
    }
    return sum;
  }

  private static double logRatio(double reference, double current) {
    return reference == current ? 0 : Math.log(current / reference);
  }

  /**
   * The index of the positives of a state (current rows) against its negatives (reference rows);
   * NaN when one side has no weight.
   *
   * <p>Bins are cut so that each holds about the same weight of the reference; tied values stay
   * together, so there may be fewer. Missing values (NaN, infinite) are a bin of their own. With
   * {@code bins} = {@link Integer#MAX_VALUE} every distinct value is a bin, for codes of
   * categories.
   *
   * <p>The error bound is of the rounding of weights, over the bins as they were cut; 0 for whole
   * weights, infinite when a weight was smaller than its rounding.
   *
   * @param bins the most bins besides that of missing values, at least 1
   * @param pseudoCount rows added to every bin of a side, of the mean weight of its rows that have
   *     any; at least 0, and with 0 the index is infinite when a bin is empty on one side only
   */
  public static BoundedValue of(ScoreHistogram state, int bins, double pseudoCount) {
    requirePseudoCount(pseudoCount);
    if (bins < 1) {
      throw new IllegalArgumentException("psi bins are " + bins + ": at least 1 is needed");
    }
    ScoreCurve curve = state.curve();
    if (!curve.hasBothClasses()) {
      return BoundedValue.UNDEFINED;
    }
    int[] binOfGroup = binOfGroup(curve, bins);
    int count = binOfGroup[curve.groups() - 1] + 1;
    double[] reference = new double[count];
    double[] current = new double[count];
    for (int group = 0; group < curve.groups(); group++) {
      reference[binOfGroup[group]] += curve.negatives(group);
      current[binOfGroup[group]] += curve.positives(group);
    }
    double before = curve.totalNegatives();
    double after = curve.totalPositives();
    double[] r = shares(reference, before, pseudoCount * before / state.negativeRows());
    double[] c = shares(current, after, pseudoCount * after / state.positiveRows());
    double value = divergence(r, c);
    return new BoundedValue(value, Double.isInfinite(value) ? 0 : bound(r, c, curve.weightError()));
  }

  /**
   * How far the index can move when every weight moves by at most the share d of itself: each share
   * moves by at most the factor (1 + d) / (1 - d), up or down, as its sum and the total move by 1 -
   * d to 1 + d each; so do the mean weight and what is added of it.
   */
  private static double bound(double[] reference, double[] current, double d) {
    if (d >= 1) {
      return Double.POSITIVE_INFINITY;
    }
    double moved = 2 * d / (1 - d);
    double movedLog = Math.log1p(moved);
    double bound = 4 * moved * movedLog;
    for (int i = 0; i < reference.length; i++) {
      double r = reference[i];
      double c = current[i];
      bound += moved * (c + r) * Math.abs(logRatio(r, c)) + 2 * movedLog * Math.abs(c - r);
    }
    return bound;
  }

  /**
   * A new bin begins where the reference below it has reached the next share of its weight. What is
   * above the whole reference is in its last bin, as what is below it is in the first.
   */
  private static int[] binOfGroup(ScoreCurve curve, int bins) {
    int[] binOfGroup = new int[curve.groups()];
    int first = curve.firstScored();
    double total = curve.negativesFrom(first);
    int bin = first;
    double below = 0;
    double filled = 0;
    for (int group = first; group < curve.groups(); group++) {
      double wanted = Math.min(bins - 1.0, Math.floor(below * bins / total));
      boolean begins = bins == Integer.MAX_VALUE || wanted > filled;
      if (begins && group > first) {
        bin++;
        filled = wanted;
      }
      binOfGroup[group] = bin;
      below += curve.negatives(group);
    }
    return binOfGroup;
  }

  private static double total(double[] counts) {
    double total = 0;
    for (double count : counts) {
      if (!(count >= 0) || Double.isInfinite(count)) {
        throw new IllegalArgumentException(
            "psi of a bin with " + count + " rows: counts must be finite and at least 0");
      }
      total += count;
    }
    return total;
  }

  /**
   * The value that the index stays below with this probability when nothing changed; NaN with fewer
   * than two bins or without rows.
   */
  public static double nullQuantile(
      int bins, double referenceRows, double currentRows, double probability) {
    if (bins < 2 || !(referenceRows > 0 && currentRows > 0)) {
      return Double.NaN;
    }
    double quantile =
        ChiSquaredDistribution.of(bins - 1.0).inverseCumulativeProbability(probability);
    return quantile * (1 / referenceRows + 1 / currentRows);
  }
}
