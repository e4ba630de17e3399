package io.rankproof.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something measured of every model: one line of the results per model and slice.
 *
 * @param metric its name
 * @param label name of the label
 * @param estimator how position bias was treated
 * @param lowerIsBetter whether less is better
 * @param sizes for each model the column that counts what is averaged over; its sums per cluster
 *     give the effective number of clusters
 * @param countsRequests whether these columns count requests, not rows
 * @param zeroFill column of the requests whose label is known, over which missing values count as
 *     0; -1: none
 * @param models for each model the columns it is computed from; null where it is not computed
 * @param formulas what turns those columns into the metric
 */
record Quantity(
    String metric,
    String label,
    Estimator estimator,
    boolean lowerIsBetter,
    List<Integer> sizes,
    boolean countsRequests,
    int zeroFill,
    List<int[]> models,
    Formulas formulas) {

  /** The formula of a model in a cohort. */
  interface Formulas {
    Formula of(int cohort, int model);
  }

  /** How position bias was treated. */
  enum Estimator {
    PLAIN,
    /** Plain, but the mean over users of the mean of a user's requests. */
    USER,
    /** Plain, each request weighted by its rows. */
    IMPRESSIONS,
    /** Plain, each request weighted by its relevant rows. */
    POSITIVES,
    /** Plain, on requests shown in random order. */
    RANDOMISED,
    IPS,
    SNIPS;

    String title() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  boolean isComputed(int model) {
    return models.get(model) != null;
  }

  boolean onRandomised() {
    return estimator == Estimator.RANDOMISED;
  }

  /** Whether its intervals come from the bootstrap: a mean over users has an exact variance. */
  boolean isBootstrapped() {
    return estimator != Estimator.USER;
  }

  /** The same on the randomised slice. */
  Quantity randomised() {
    return new Quantity(
        metric,
        label,
        Estimator.RANDOMISED,
        lowerIsBetter,
        sizes,
        countsRequests,
        zeroFill,
        models,
        formulas);
  }

  /** The same under another name. */
  Quantity renamed(String name) {
    return new Quantity(
        name, label, estimator, lowerIsBetter, sizes, countsRequests, zeroFill, models, formulas);
  }

  /** The products that the effective numbers of clusters need. */
  Stream<SumShape.ColumnPair> sizeProducts() {
    return sizes.stream().distinct().map(size -> SumShape.ColumnPair.of(size, size));
  }

  /** Products needed for delta intervals of every model and of its difference to the baseline. */
  List<SumShape.ColumnPair> products(int baseline) {
    List<SumShape.ColumnPair> pairs = new ArrayList<>();
    for (int model = 0; model < models.size(); model++) {
      if (isComputed(model) && isSmooth(model)) {
        addPairs(pairs, models.get(model), models.get(model));
        if (isComputed(baseline)) {
          addPairs(pairs, models.get(model), models.get(baseline));
        }
      }
    }
    return pairs;
  }

  private boolean isSmooth(int model) {
    return models.get(model).length <= 3;
  }

  private static void addPairs(List<SumShape.ColumnPair> pairs, int[] first, int[] second) {
    for (int i : first) {
      for (int j : second) {
        pairs.add(SumShape.ColumnPair.of(i, j));
      }
    }
  }
}
