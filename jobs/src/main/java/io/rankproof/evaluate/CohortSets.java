package io.rankproof.evaluate;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Sums apart by the set of cohorts that clusters have in common (all rows, a country and a
 * platform, say): a cluster is added once to its set instead of to each cohort, and sets to their
 * cohorts in the end. Only the first sets that come are held.
 */
final class CohortSets {
  /** Sets that are held. */
  static final int MOST = 128;

  private static final int SLOTS = 4 * MOST;

  private final IntFunction<CohortTotals> ofCohort;
  private final int[][] cohorts = new int[MOST][];
  private final CohortTotals[] totals = new CohortTotals[MOST];

  /** By hash, then by probing: a set's place, from 1; 0 is free. */
  private final int[] slots = new int[SLOTS];

  private int size;

  /**
   * Creates an empty table.
   *
   * @param ofCohort makes the sums of a set from its first cohort
   */
  CohortSets(IntFunction<CohortTotals> ofCohort) {
    this.ofCohort = ofCohort;
  }

  /** The sums of the first {@code count} cohorts; null if they are not held. */
  CohortTotals of(int[] set, int count) {
    int slot = slot(set, count);
    while (slots[slot] != 0) {
      int place = slots[slot] - 1;
      if (Arrays.equals(cohorts[place], 0, cohorts[place].length, set, 0, count)) {
        return totals[place];
      }
      slot = (slot + 1) % SLOTS;
    }
    return size == MOST ? null : hold(set, count, slot);
  }

  private static int slot(int[] set, int count) {
    int hash = 0;
    for (int i = 0; i < count; i++) {
      hash = 31 * hash + set[i];
    }
    return (hash * 0x9E3779B9) >>> (Integer.SIZE - Integer.numberOfTrailingZeros(SLOTS));
  }

  private CohortTotals hold(int[] set, int count, int slot) {
    cohorts[size] = Arrays.copyOf(set, count);
    totals[size] = ofCohort.apply(set[0]);
    slots[slot] = size + 1;
    return totals[size++];
  }

  /** Adds the sums of every set to those of its cohorts, and forgets the sets. */
  void settle(IntFunction<CohortTotals> into) {
    for (int i = 0; i < size; i++) {
      for (int cohort : cohorts[i]) {
        into.apply(cohort).merge(totals[i]);
      }
    }
    if (size > 0) {
      Arrays.fill(slots, 0);
      Arrays.fill(totals, null);
      size = 0;
    }
  }
}
