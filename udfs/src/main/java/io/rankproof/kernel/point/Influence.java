package io.rankproof.kernel.point;

import java.util.Arrays;

/**
 * The influence of each row on a metric: the derivative of the metric in the row's weight (Hampel
 * 1974), by score group and class.
 *
 * <p>To first order, re-weighting row i by a factor v_i changes the metric by sum (v_i - 1) x
 * influence_i, and the influences of all rows add up to 0. Summed by cluster they give the delta
 * interval (standard error = sqrt(G / (G - 1) x sum of squares)) and the linear bootstrap
 * (replicate = metric + sum w x influence).
 */
public final class Influence {
  private final ScoreCurve curve;
  private final double[] ofPositives;
  private final double[] ofNegatives;

  Influence(ScoreCurve curve, double[] ofPositives, double[] ofNegatives) {
    this.curve = curve;
    this.ofPositives = ofPositives;
    this.ofNegatives = ofNegatives;
  }

  /**
   * The influence of a row that was counted.
   *
   * @throws IllegalArgumentException if no row with such a score was counted
   */
  public double of(double score, boolean positive, double weight) {
    int group = curve.groupOf(score);
    return weight * (positive ? ofPositives[group] : ofNegatives[group]);
  }

  /** The influences on a multiple of the metric. */
  public Influence times(double factor) {
    return new Influence(curve, scaled(ofPositives, factor), scaled(ofNegatives, factor));
  }

  private static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(value -> value * factor).toArray();
  }

  /** Influence per unit weight of a positive in a score group. */
  public double ofPositive(int group) {
    return ofPositives[group];
  }

  /** Influence per unit weight of a negative in a score group. */
  public double ofNegative(int group) {
    return ofNegatives[group];
  }

  /**
   * The sum of |influence| over all rows, from which to choose the grid of a sum: {@code
   * SumGrid.forTotal(PoissonWeights.MAX_WEIGHT * absoluteTotal())}, with a little room for the
   * rounding of weights.
   */
  public double absoluteTotal() {
    double total = 0;
    for (int group = 0; group < curve.groups(); group++) {
      total += curve.positives(group) * Math.abs(ofPositives[group]);
      total += curve.negatives(group) * Math.abs(ofNegatives[group]);
    }
    return total;
  }
}
