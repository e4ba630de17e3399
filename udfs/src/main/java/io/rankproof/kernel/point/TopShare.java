package io.rankproof.kernel.point;

/**
 * What the best-scored share of the rows holds.
 *
 * <p>The top takes whole score groups from the highest down until it holds {@code share} of all
 * weight; of the group at the border it takes a fraction, with the same fraction of its positives:
 * the expected value over all orders of tied rows.
 *
 * @param share the share of the weight looked at, above 0 and at most 1
 * @param recall share of all positives that lie in the top
 * @param lift recall / share: how many times more positives than at random
 * @param precision share of the top's weight that is positive
 */
public record TopShare(
    double share, BoundedValue recall, BoundedValue lift, BoundedValue precision) {
  /** The top {@code share} of the rows of a curve; undefined without positives. */
  public static TopShare of(ScoreCurve curve, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "top share is " + share + ": it must lie above 0 and be at most 1");
    }
    if (!(curve.totalPositives() > 0)) {
      return new TopShare(
          share, BoundedValue.UNDEFINED, BoundedValue.UNDEFINED, BoundedValue.UNDEFINED);
    }
    return of(curve, share, share * curve.totalWeight());
  }

  private static TopShare of(ScoreCurve curve, double share, double wanted) {
    int group = borderGroup(curve, wanted);
    double above = curve.positivesFrom(group + 1);
    double taken = wanted - above - curve.negativesFrom(group + 1);
    double size = curve.positives(group) + curve.negatives(group);
    double inside = curve.positives(group) * Math.min(1, taken / size);
    double most = Math.min(curve.positives(group), taken);
    double least = Math.max(0, taken - curve.negatives(group));
    double doubt = curve.isMixed(group) ? Math.max(most - inside, inside - least) : 0;
    double positives = curve.totalPositives();
    double weight = curve.weightShift();
    double bound = doubt / positives + weight * (3 + 2 * wanted / positives);
    BoundedValue recall = new BoundedValue((above + inside) / positives, bound);
    return new TopShare(
        share, recall, scaled(recall, 1 / share), scaled(recall, positives / wanted));
  }

  /**
   * Influences of rows on the recall R in the top share x of a curve; those on lift and precision
   * are proportional. Re-weighting rows moves the border as well, and what enters or leaves there
   * is positive with the rate b that holds at the border. With a_g the share of group g that is in
   * the top, a positive has (a_g - R - b (a_g - x)) / P and a negative - b (a_g - x) / P (Hampel
   * 1974; the second term is that of the quantile at the border).
   *
   * <p>b is estimated from the border group, or where that is small from the groups around it that
   * hold n^(4/5) of the weight n, at most the top's own share.
   *
   * @throws IllegalArgumentException without a positive
   */
  public static Influence influence(ScoreCurve curve, double share) {
    double recall = of(curve, share).recall().value();
    if (Double.isNaN(recall)) {
      throw new IllegalArgumentException("influences on recall in the top need a positive");
    }
    double wanted = share * curve.totalWeight();
    int border = borderGroup(curve, wanted);
    double rate = rateAround(curve, border, share);
    double positives = curve.totalPositives();
    double[] ofPositives = new double[curve.groups()];
    double[] ofNegatives = new double[curve.groups()];
    for (int group = 0; group < curve.groups(); group++) {
      double inside = group > border ? 1 : group < border ? 0 : insideShare(curve, border, wanted);
      ofNegatives[group] = -rate * (inside - share) / positives;
      ofPositives[group] = (inside - recall) / positives + ofNegatives[group];
    }
    return new Influence(curve, ofPositives, ofNegatives);
  }

  private static double insideShare(ScoreCurve curve, int border, double wanted) {
    double taken = wanted - curve.positivesFrom(border + 1) - curve.negativesFrom(border + 1);
    return Math.min(1, taken / (curve.positives(border) + curve.negatives(border)));
  }

  private static double rateAround(ScoreCurve curve, int border, double share) {
    double all = curve.totalWeight();
    double enough = Math.min(Math.pow(all, 0.8), Math.min(share, 1 - share) * all);
    int low = border;
    int high = border;
    while (weight(curve, low, high) < enough && (low > 0 || high < curve.groups() - 1)) {
      low = Math.max(0, low - 1);
      high = Math.min(curve.groups() - 1, high + 1);
    }
    return (curve.positivesFrom(low) - curve.positivesFrom(high + 1)) / weight(curve, low, high);
  }

  private static double weight(ScoreCurve curve, int low, int high) {
    return curve.positivesFrom(low)
        + curve.negativesFrom(low)
        - curve.positivesFrom(high + 1)
        - curve.negativesFrom(high + 1);
  }

  private static int borderGroup(ScoreCurve curve, double wanted) {
    int group = curve.groups() - 1;
    while (group > 0 && curve.positivesFrom(group) + curve.negativesFrom(group) < wanted) {
      group--;
    }
    return group;
  }

  private static BoundedValue scaled(BoundedValue value, double factor) {
    return new BoundedValue(value.value() * factor, value.errorBound() * factor);
  }
}
