package io.rankproof.evaluate;

import java.io.Serializable;

/**
 * What a pass over rows gives.
 *
 * @param sums by cohort
 * @param slopes of debiased losses by cohort and point of the propensity curve
 */
record LossSums(CohortSums sums, LossSlopes slopes) implements Serializable {
  /** Adds those of other clusters; returns this. */
  LossSums merge(LossSums other) {
    sums.merge(other.sums);
    slopes.merge(other.slopes);
    return this;
  }

  /** Verifies that no sum has left its grid. */
  void requireExact() {
    sums.requireExact();
    slopes.requireExact();
  }
}
