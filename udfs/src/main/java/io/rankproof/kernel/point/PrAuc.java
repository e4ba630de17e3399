package io.rankproof.kernel.point;

/**
 * Area under the precision-recall curve as average precision: the sum over score groups from the
 * top of the recall gained times the precision at the group (no interpolation: Davis and Goadrich
 * 2006 show that linear interpolation is too optimistic).
 *
 * <p>Tied rows enter together, so their order cannot matter. AP = sum over groups (p_g / P) x T_g /
 * (T_g + F_g), T and F being the positives and negatives at or above the group.
 *
 * <p>A mixed group (binned scores) with T, F above it and p, n inside has a true contribution
 * between that of all negatives first and no ties, at least the integral of (T + x) / (T + x + F +
 * n) over x from 0 to p, and that of all positives first and tied, p (T + p) / (T + p + F). The
 * value reported takes the middle, the bound half the difference. Rounding weights by at most a
 * relative d adds at most 3 d / (1 - d).
 */
public final class PrAuc {
  private PrAuc() {}

  /** The area with its error bound; undefined without a positive or without a negative. */
  public static BoundedValue of(ScoreCurve curve) {
    if (!curve.hasBothClasses()) {
      return BoundedValue.UNDEFINED;
    }
    double sum = 0;
    double uncertain = 0;
    for (int group = curve.groups() - 1; group >= 0; group--) {
      double high = highest(curve, group);
      double low = lowest(curve, group);
      sum += (low + high) / 2;
      uncertain += Math.max(0, high - low) / 2;
    }
    double positives = curve.totalPositives();
    double shift = curve.weightShift();
    return new BoundedValue(sum / positives, uncertain / positives + 3 * shift);
  }

  private static double highest(ScoreCurve curve, int group) {
    double positives = curve.positives(group);
    double above = curve.positivesFrom(group);
    int negativesFrom = curve.isMixed(group) ? group + 1 : group;
    return positives == 0 ? 0 : positives * above / (above + curve.negativesFrom(negativesFrom));
  }

  private static double lowest(ScoreCurve curve, int group) {
    double positives = curve.positives(group);
    if (positives == 0 || !curve.isMixed(group)) {
      return highest(curve, group);
    }
    double above = curve.positivesFrom(group + 1);
    double negatives = curve.negativesFrom(group);
    return curve.wholeWeights()
        ? sumOfPrecisions(above, negatives, positives)
        : integralOfPrecision(above, negatives, positives);
  }

  /**
   * With whole weights positives enter in steps of at least 1. The precision is concave in x, so
   * its value at j is at least the mean over j ± 1/2.
   */
  private static double sumOfPrecisions(double above, double negatives, double positives) {
    if (positives == 1) {
      return (above + 1) / (above + 1 + negatives);
    }
    return integralOfPrecision(above + 0.5, negatives, positives);
  }

  private static double integralOfPrecision(double above, double negatives, double positives) {
    return negatives == 0
        ? positives
        : positives - negatives * Math.log1p(positives / (above + negatives));
  }

  /**
   * Influences of rows on the average precision, the derivative of its formula in a row's weight.
   * With T and F the positives and negatives at or above a group, a positive in group g has (T_g /
   * (T_g + F_g) - AP + sum over groups h at or below g of p_h F_h / (T_h + F_h)^2) / P, and a
   * negative - (sum over groups h at or below g of p_h T_h / (T_h + F_h)^2) / P: it enters every
   * threshold at or below its score. Binned scores count as tied.
   *
   * @throws IllegalArgumentException without a positive or without a negative
   */
  public static Influence influence(ScoreCurve curve) {
    if (!curve.hasBothClasses()) {
      throw new IllegalArgumentException("influences on PR-AUC need rows of both classes");
    }
    double positives = curve.totalPositives();
    double average = tiedAverage(curve);
    double[] ofPositives = new double[curve.groups()];
    double[] ofNegatives = new double[curve.groups()];
    double gained = 0;
    double lost = 0;
    for (int group = 0; group < curve.groups(); group++) {
      double above = curve.positivesFrom(group);
      double all = above + curve.negativesFrom(group);
      gained += curve.positives(group) * (curve.negativesFrom(group) / all) / all;
      lost += curve.positives(group) * (above / all) / all;
      ofPositives[group] = (above / all - average + gained) / positives;
      ofNegatives[group] = -lost / positives;
    }
    return new Influence(curve, ofPositives, ofNegatives);
  }

  private static double tiedAverage(ScoreCurve curve) {
    double sum = 0;
    for (int group = 0; group < curve.groups(); group++) {
      double above = curve.positivesFrom(group);
      sum += curve.positives(group) * above / (above + curve.negativesFrom(group));
    }
    return sum / curve.totalPositives();
  }
}
