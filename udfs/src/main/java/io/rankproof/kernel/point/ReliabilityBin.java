package io.rankproof.kernel.point;

import io.rankproof.kernel.stats.EffectiveSize;

/**
 * One line of a reliability table.
 *
 * @param low lower edge of the prediction
 * @param high upper edge
 * @param weight sum of weights
 * @param labelSum sum of weight x label
 * @param predictionSum sum of weight x prediction
 * @param squaredWeight sum of squared weights
 */
public record ReliabilityBin(
    double low,
    double high,
    double weight,
    double labelSum,
    double predictionSum,
    double squaredWeight) {
  /** Mean label; NaN when the bin is empty. */
  public double observed() {
    return labelSum / weight;
  }

  /** Mean prediction; NaN when the bin is empty. */
  public double predicted() {
    return predictionSum / weight;
  }

  /** Predicted minus observed, times the weight. */
  public double gapSum() {
    return predictionSum - labelSum;
  }

  /** (sum w)^2 / sum w^2: the number of equally weighted rows that would say as much. */
  public double effectiveRows() {
    return EffectiveSize.of(weight, squaredWeight);
  }
}
