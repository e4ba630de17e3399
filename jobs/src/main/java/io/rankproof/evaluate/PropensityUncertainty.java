package io.rankproof.evaluate;

import io.rankproof.evaluate.Uncertainty.Estimate;
import io.rankproof.evaluate.Uncertainty.Method;
import io.rankproof.kernel.stats.Interval;
import io.rankproof.kernel.stats.Quantiles;

/**
 * What the error of learned propensities does to intervals of debiased metrics. Propensities are
 * taken as independent of the test set: they come from the training set.
 */
interface PropensityUncertainty {
  /** Whether a quantity rests on propensities here. */
  boolean covers(Quantity quantity);

  /**
   * The estimate with an interval that knows of the propensities' error, where there is memory for
   * it.
   *
   * @param known the same with propensities taken as known
   * @param clusters that count for it
   * @param models the model, and, for a difference, the one that is subtracted
   */
  Estimate widen(Estimate known, int cohort, long clusters, Quantity quantity, int... models);

  /**
   * The delta method: to the variance over clusters, be it the bootstrap's, comes that of the
   * propensities.
   */
  static Estimate widened(Estimate known, double variance, long clusters, double confidence) {
    double error = Math.hypot(known.standardError(), Math.sqrt(variance));
    return new Estimate(
        known.value(),
        Interval.around(
            known.value(), error, Quantiles.twoSidedStudent(confidence, clusters - 1.0)),
        error,
        known.method() == Method.BOOTSTRAP ? Method.MIXED : Method.WIDENED);
  }
}
