package io.rankproof.evaluate;

import io.rankproof.kernel.point.ScoreHistogram;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many bins the score histogram of each model in each cohort may have. None needs more bins
 * than it has rows, so those of small cohorts are exact and the large ones share what they leave.
 *
 * @param models how many there are
 * @param capacities of each cohort that has histograms, the first ones, and in it of each model; 0
 *     where there is none
 * @param predictions bins of each model's predictions over all rows, where they are not its scores;
 *     0: they have none
 */
record BinBudget(int models, int[] capacities, int predictions) implements Serializable {
  private static final int LEAST_CAPACITY = 1 << 10;

  /**
   * Spends the budget on all models alike: every cohort gets the smaller of its rows and the
   * largest c with which all fit. All rows together have {@link ScoreHistogram#DEFAULT_CAPACITY}
   * bins at least.
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
    int[] capacities = new int[affordable.length * models];
    for (int i = 0; i < capacities.length; i++) {
      capacities[i] = capacity(affordable, i / models, low);
    }
    return new BinBudget(models, capacities, ScoreHistogram.DEFAULT_CAPACITY);
  }

  /**
   * The bins of another pass, over some of the blurred histograms only: each gets what it needs,
   * the largest cohorts first, while the budget lasts.
   */
  BinBudget sharper(int budget, Collection<BlurredPair> blurred) {
    int[] sharper = new int[capacities.length];
    int left = budget;
    for (BlurredPair pair : blurred.stream().sorted().toList()) {
      int capacity = pair.need().capacity(budget);
      if (capacity <= left) {
        sharper[index(pair.cohort(), pair.model())] = capacity;
        left -= capacity;
      }
    }
    return new BinBudget(models, sharper, 0);
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

  /** How many cohorts have histograms. */
  int cohorts() {
    return capacities.length / models;
  }

  int index(int cohort, int model) {
    return cohort * models + model;
  }

  /** The bins of a model in a cohort; 0: it has no histogram. */
  int capacity(int cohort, int model) {
    int index = index(cohort, model);
    return index < capacities.length ? capacities[index] : 0;
  }

  /** Which histograms there are, by their {@link #index}. */
  List<Integer> pairs() {
    return IntStream.range(0, capacities.length).filter(i -> capacities[i] > 0).boxed().toList();
  }
}
