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
