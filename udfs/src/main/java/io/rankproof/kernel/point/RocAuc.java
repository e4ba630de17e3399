package io.rankproof.kernel.point;

/**
 * Area under the ROC curve: the probability that a positive scores higher than a negative, ties
 * counting one half (the Mann-Whitney form; Hanley and McNeil 1982).
 *
 * <p>Weighted: sum over pairs of w_i w_j [s_i > s_j] + 1/2 [s_i = s_j], over the product of the two
 * classes' weights. Binned scores count as tied, so each mixed group adds at most half its pairs to
 * the error: bound = 1/2 sum p_g n_g / (P N). Rounding weights by at most a relative d moves the
 * distribution of each class by at most d / (1 - d) in total variation, and the value by twice
 * that.
 */
public final class RocAuc {
  private RocAuc() {}

  /** The area with its error bound; undefined without a positive or without a negative. */
  public static BoundedValue of(ScoreCurve curve) {
    if (!curve.hasBothClasses()) {
      return BoundedValue.UNDEFINED;
    }
    double ordered = 0;
    double uncertain = 0;
    for (int group = 0; group < curve.groups(); group++) {
      double tied = curve.positives(group) * curve.negatives(group) / 2;
      ordered += curve.negatives(group) * curve.positivesFrom(group + 1) + tied;
      uncertain += curve.isMixed(group) ? tied : 0;
    }
    double pairs = curve.totalPositives() * curve.totalNegatives();
    double shift = curve.weightShift();
    return new BoundedValue(ordered / pairs, uncertain / pairs + 2 * shift);
  }

  /**
   * Influences of rows on the area A: for a positive (V - A) / P, V being the share of negatives
   * below it, and for a negative (V - A) / N, V being the share of positives above it, ties one
   * half. These are the structural components of DeLong, DeLong and Clarke-Pearson (1988), here
   * summed by cluster as in Obuchowski (1997).
   *
   * @throws IllegalArgumentException without a positive or without a negative
   */
  public static Influence influence(ScoreCurve curve) {
    double area = of(curve).value();
    if (Double.isNaN(area)) {
      throw new IllegalArgumentException("influences on ROC-AUC need rows of both classes");
    }
    double positives = curve.totalPositives();
    double negatives = curve.totalNegatives();
    double[] ofPositives = new double[curve.groups()];
    double[] ofNegatives = new double[curve.groups()];
    for (int group = 0; group < curve.groups(); group++) {
      double negativesBelow = negatives - curve.negativesFrom(group);
      double below = (negativesBelow + curve.negatives(group) / 2) / negatives;
      double above = (curve.positivesFrom(group + 1) + curve.positives(group) / 2) / positives;
      ofPositives[group] = (below - area) / positives;
      ofNegatives[group] = (above - area) / negatives;
    }
    return new Influence(curve, ofPositives, ofNegatives);
  }
}
