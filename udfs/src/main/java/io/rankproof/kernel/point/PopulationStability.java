package io.rankproof.kernel.point;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Population stability index between two histograms over the same bins: the sum over bins of (c -
 * r) ln(c / r), with r and c the bins' shares in the reference and in the current data.
 *
 * <p>An empty bin would make it infinite, so a pseudo-count is added to every bin of both sides.
 * When nothing changed, psi / (1/n + 1/m) follows about a chi-squared distribution with bins - 1
 * degrees of freedom (Yurdakul 2018), n and m being the numbers of rows: what size is noise depends
 * on them, which fixed limits such as 0.1 and 0.25 ignore.
 */
public final class PopulationStability {
  /** Added to every bin by default: Jeffreys' half. */
  public static final double DEFAULT_PSEUDO_COUNT = 0.5;

  private PopulationStability() {}

  /** The index of two histograms with {@link #DEFAULT_PSEUDO_COUNT}. */
  public static double index(double[] reference, double[] current) {
    return index(reference, current, DEFAULT_PSEUDO_COUNT);
  }

  /**
   * The index of two histograms of counts or weights; NaN when one has none.
   *
   * @param pseudoCount added to every bin, at least 0; with 0 the index is infinite when a bin is
   *     empty on one side only
   */
  public static double index(double[] reference, double[] current, double pseudoCount) {
    if (reference.length != current.length || !(pseudoCount >= 0)) {
      throw new IllegalArgumentException(
          "psi of "
              + reference.length
              + " and "
              + current.length
              + " bins with pseudo-count "
              + pseudoCount
              + ": bins must be the same and the pseudo-count at least 0");
    }
    double before = total(reference);
    double after = total(current);
    if (!(before > 0 && after > 0)) {
      return Double.NaN;
    }
    double added = pseudoCount * reference.length;
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      double r = (reference[i] + pseudoCount) / (before + added);
      double c = (current[i] + pseudoCount) / (after + added);
      sum += r == c ? 0 : (c - r) * Math.log(c / r);
    }
    return sum;
  }

  /**
   * The index of the positives of a curve (current rows) against its negatives (reference rows).
   *
   * <p>Bins are cut so that each holds about the same weight of the reference; tied values stay
   * together, so there may be fewer. Missing values (NaN, infinite) are a bin of their own. With
   * {@code bins} = {@link Integer#MAX_VALUE} every distinct value is a bin, for codes of
   * categories.
   *
   * @param bins the most bins besides that of missing values, at least 1
   */
  public static double index(ScoreCurve curve, int bins, double pseudoCount) {
    if (bins < 1) {
      throw new IllegalArgumentException("psi bins are " + bins + ": at least 1 is needed");
    }
    int[] binOfGroup = binOfGroup(curve, bins);
    int count = curve.groups() == 0 ? 0 : binOfGroup[curve.groups() - 1] + 1;
    double[] reference = new double[count];
    double[] current = new double[count];
    for (int group = 0; group < curve.groups(); group++) {
      reference[binOfGroup[group]] += curve.negatives(group);
      current[binOfGroup[group]] += curve.positives(group);
    }
    return index(reference, current, pseudoCount);
  }

  /** A new bin begins where the reference below it has reached the next share of its weight. */
  private static int[] binOfGroup(ScoreCurve curve, int bins) {
    int[] binOfGroup = new int[curve.groups()];
    int first = curve.hasMissing() ? 1 : 0;
    double total = curve.negativesFrom(first);
    int bin = first;
    double below = 0;
    double filled = 0;
    for (int group = first; group < curve.groups(); group++) {
      double wanted = Math.floor(below * bins / total);
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
