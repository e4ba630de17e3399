package io.rankproof.evaluate;

import io.rankproof.kernel.point.ScoreHistogram;
import java.io.Serializable;
import java.util.Arrays;

/**
 * How many bins the score histograms of each cohort may have. A cohort never needs more bins than
 * it has rows, so those of small cohorts are exact and the large ones share what they leave.
 *
 * @param capacities of each cohort that has histograms, the first ones
 */
record BinBudget(int[] capacities) implements Serializable {
  /** Bins that all histograms together may have: 2^21 of 32 bytes. */
  static final int BINS = 1 << 21;

  private static final int LEAST_CAPACITY = 1 << 10;

  /**
   * Spends the budget: every cohort gets the smaller of its rows and the largest c with which all
   * fit. All rows together have {@link ScoreHistogram#DEFAULT_CAPACITY} bins at least.
   *
   * @param budget bins in all
   * @param rows most rows that each cohort can have, those of all rows first
   */
  static BinBudget spend(int budget, long[] rows, int models) {
    long[] affordable = Arrays.copyOf(rows, affordable(budget, rows, models));
    long low = LEAST_CAPACITY;
    long high = Math.max(low, Arrays.stream(affordable).max().orElse(low));
    while (low < high) {
      long middle = (low + high + 1) / 2;
      if (models * bins(affordable, middle) <= budget) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int[] capacities = new int[affordable.length];
    for (int cohort = 0; cohort < capacities.length; cohort++) {
      capacities[cohort] = capacity(affordable, cohort, low);
    }
    return new BinBudget(capacities);
  }

  /** How many cohorts, the first ones, can have their least number of bins. */
  private static int affordable(int budget, long[] rows, int models) {
    long spent = models * Math.min(rows[0], LEAST_CAPACITY);
    int cohorts = 1;
    while (cohorts < rows.length) {
      spent += models * Math.min(rows[cohorts], LEAST_CAPACITY);
      if (spent > budget) {
        break;
      }
      cohorts++;
    }
    return cohorts;
  }

  private static long bins(long[] rows, long largest) {
    long bins = 0;
    for (int cohort = 0; cohort < rows.length; cohort++) {
      bins += capacity(rows, cohort, largest);
    }
    return bins;
  }

  private static int capacity(long[] rows, int cohort, long largest) {
    long most = cohort == 0 ? Math.max(largest, ScoreHistogram.DEFAULT_CAPACITY) : largest;
    return (int) Math.max(2, Math.min(rows[cohort], most));
  }

  int cohorts() {
    return capacities.length;
  }

  int capacity(int cohort) {
    return capacities[cohort];
  }
}
