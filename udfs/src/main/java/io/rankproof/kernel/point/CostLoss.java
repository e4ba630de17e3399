package io.rankproof.kernel.point;

/**
 * Loss per unit of weight when rows that score at or above a threshold are acted on: (falsePositive
 * x F + falseNegative x (P - T)) / (P + N), with T and F the weights of positives and negatives at
 * or above the threshold.
 *
 * <p>For calibrated probabilities the best threshold is falsePositive / (falsePositive +
 * falseNegative) (Elkan 2001); here it is found on the data.
 *
 * @param falsePositive cost of acting on a negative, at least 0
 * @param falseNegative cost of not acting on a positive, at least 0
 */
public record CostLoss(double falsePositive, double falseNegative) {
  /**
   * The best threshold and its loss.
   *
   * @param threshold the score; positive infinity when it is best to act on no row, negative
   *     infinity when on every row, those without a score included
   * @param loss its loss; the error bound says how much a threshold inside a bin might gain
   */
  public record Best(double threshold, BoundedValue loss) {}

  /** Checks the costs. */
  public CostLoss {
    if (!(falsePositive >= 0 && falseNegative >= 0 && falsePositive + falseNegative > 0)
        || Double.isInfinite(falsePositive + falseNegative)) {
      throw new IllegalArgumentException(
          "costs are "
              + falsePositive
              + " and "
              + falseNegative
              + ": both must be finite and at least 0, one of them positive");
    }
  }

  /** The loss at a threshold; NaN without rows. A mixed group across it counts one half. */
  public BoundedValue at(ScoreCurve curve, double threshold) {
    int group = 0;
    while (group < curve.groups() && curve.leastScore(group) < threshold) {
      group++;
    }
    if (group > 0 && curve.greatestScore(group - 1) >= threshold) {
      return across(curve, group - 1);
    }
    return new BoundedValue(loss(curve, group), weightBound(curve));
  }

  private BoundedValue across(ScoreCurve curve, int group) {
    double least = loss(curve, group + 1) - gain(curve, group);
    double most =
        loss(curve, group + 1) + falsePositive * curve.negatives(group) / curve.totalWeight();
    return new BoundedValue((least + most) / 2, (most - least) / 2 + weightBound(curve));
  }

  private double loss(ScoreCurve curve, int group) {
    double missed = curve.totalPositives() - curve.positivesFrom(group);
    return (falsePositive * curve.negativesFrom(group) + falseNegative * missed)
        / curve.totalWeight();
  }

  /** The most that acting on rows of a group, and no other, could save. */
  private double gain(ScoreCurve curve, int group) {
    return falseNegative * curve.positives(group) / curve.totalWeight();
  }

  private double weightBound(ScoreCurve curve) {
    double shift = curve.weightShift();
    return 2 * shift * Math.max(falsePositive, falseNegative);
  }

  /** The threshold of the least loss, the highest of equally good ones; undefined without rows. */
  public Best best(ScoreCurve curve) {
    if (curve.groups() == 0) {
      return new Best(Double.NaN, BoundedValue.UNDEFINED);
    }
    int best = bestGroup(curve);
    double possible = Double.POSITIVE_INFINITY;
    for (int group = curve.groups() - 1; group >= 0; group--) {
      if (curve.isMixed(group)) {
        possible = Math.min(possible, loss(curve, group + 1) - gain(curve, group));
      }
    }
    double loss = loss(curve, best);
    double bound = Math.max(0, loss - possible) + weightBound(curve);
    double threshold = best == curve.groups() ? Double.POSITIVE_INFINITY : curve.leastScore(best);
    return new Best(threshold, new BoundedValue(loss, bound));
  }

  /** The lowest group that is acted on; the number of groups when none is. */
  private int bestGroup(ScoreCurve curve) {
    int best = curve.groups();
    for (int group = curve.groups() - 1; group >= 0; group--) {
      best = loss(curve, group) < loss(curve, best) ? group : best;
    }
    return best;
  }

  /**
   * Influences of rows on the loss at the best threshold: (a row's loss there - the loss) over the
   * weight of all rows. The threshold is chosen on the same rows; since the loss is least there,
   * its own movement counts for nothing to first order.
   *
   * @throws IllegalArgumentException without rows
   */
  public Influence influence(ScoreCurve curve) {
    if (curve.groups() == 0) {
      throw new IllegalArgumentException("influences on a cost-weighted loss need rows");
    }
    int best = bestGroup(curve);
    double loss = loss(curve, best);
    double[] ofPositives = new double[curve.groups()];
    double[] ofNegatives = new double[curve.groups()];
    for (int group = 0; group < curve.groups(); group++) {
      ofPositives[group] = ((group < best ? falseNegative : 0) - loss) / curve.totalWeight();
      ofNegatives[group] = ((group < best ? 0 : falsePositive) - loss) / curve.totalWeight();
    }
    return new Influence(curve, ofPositives, ofNegatives);
  }
}
