package io.rankproof.evaluate;

import java.io.Serializable;

/**
 * What a pass over requests gives.
 *
 * @param sums by cohort
 * @param tally of all requests
 */
record ListSums(CohortSums sums, ListTally tally) implements Serializable {
  /** Adds those of other clusters; returns this. */
  ListSums merge(ListSums other) {
    sums.merge(other.sums);
    tally.merge(other.tally);
    return this;
  }
}
