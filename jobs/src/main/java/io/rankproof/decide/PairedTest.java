package io.rankproof.decide;

import io.rankproof.result.Difference;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A paired difference as a Student t statistic with (clusters - 1) degrees of freedom, in the
 * direction that is better: a positive gain is an improvement whatever the metric's sense.
 *
 * @param gain improvement over the baseline, in the metric's units
 * @param se its standard error, at least 0
 * @param clusters independent units behind it, at least 2
 */
record PairedTest(double gain, double se, long clusters) {

  /** Empty when the difference, its standard error or a second cluster is missing. */
  static Optional<PairedTest> of(Difference difference) {
    boolean known =
        difference.gain().isPresent()
            && difference.delta().se().isPresent()
            && difference.delta().se().getAsDouble() >= 0
            && difference.sample().clusters() >= 2;
    return known
        ? Optional.of(
            new PairedTest(
                difference.gain().getAsDouble(),
                difference.delta().se().getAsDouble(),
                difference.sample().clusters()))
        : Optional.empty();
  }

  /** One-sided lower confidence bound at the error level {@code tail}. */
  double lowerBound(double tail) {
    return gain - quantile(tail) * se;
  }

  /** One-sided upper confidence bound at the error level {@code tail}. */
  double upperBound(double tail) {
    return gain + quantile(tail) * se;
  }

  /** Two-sided p-value of the hypothesis that the gain is {@code threshold}. */
  double pDiffers(double threshold) {
    return Math.min(1, 2 * Math.min(pBelow(threshold), pBelow(threshold, -1)));
  }

  /** One-sided p-value against the gain being {@code threshold} or more: small means it is less. */
  double pBelow(double threshold) {
    return pBelow(threshold, 1);
  }

  /** How many standard errors a tail of this size begins at. */
  double quantile(double tail) {
    return distribution().inverseSurvivalProbability(tail);
  }

  private double pBelow(double threshold, int sign) {
    double distance = sign * (gain - threshold);
    if (se == 0) {
      return distance < 0 ? 0 : 1;
    }
    return distribution().cumulativeProbability(distance / se);
  }

  private TDistribution distribution() {
    return TDistribution.of(clusters - 1);
  }
}
