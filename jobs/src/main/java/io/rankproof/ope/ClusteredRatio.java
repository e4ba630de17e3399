package io.rankproof.ope;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A ratio of two sums over clusters g, value = sum a_g / sum b_g, with the cluster-robust standard
 * error of the delta method: the influence of a cluster is (a_g - value b_g) / sum b, and the
 * variance G / (G - 1) times the sum of its squares.
 *
 * @param a sum of a_g
 * @param b sum of b_g, above 0
 * @param aa sum of squares, {@code ab} and {@code bb} likewise
 * @param clusters number of clusters G
 */
record ClusteredRatio(double a, double b, double aa, double ab, double bb, long clusters) {

  double value() {
    return a / b;
  }

  /** NaN with fewer than two clusters. */
  double standardError() {
    double value = value();
    double squares = Math.max(aa - 2 * value * ab + value * value * bb, 0);
    return clusters < 2 ? Double.NaN : Math.sqrt(squares * clusters / (clusters - 1.0)) / b;
  }

  /** Half width of the interval, with Student's t at G - 1. */
  double halfWidth(double confidence) {
    return clusters < 2
        ? Double.NaN
        : standardError()
            * TDistribution.of(clusters - 1.0).inverseSurvivalProbability((1 - confidence) / 2);
  }
}
