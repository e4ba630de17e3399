package io.rankproof.evaluate;

import java.io.Serializable;

/**
 * What a pass over requests gives.
 *
 * @param sums by cohort
 * @param drawn debiased sums by cohort and point of the propensity curve
 * @param tally of all requests
 */
record ListSums(CohortSums sums, DrawnSums drawn, ListTally tally) implements Serializable {
  /** Adds those of other clusters; returns this. */
  ListSums merge(ListSums other) {
    sums.merge(other.sums);
    drawn.merge(other.drawn);
    tally.merge(other.tally);
    return this;
  }

  /** Verifies that no sum has left its grid. */
  void requireExact() {
    sums.requireExact();
    drawn.requireExact();
  }
}
