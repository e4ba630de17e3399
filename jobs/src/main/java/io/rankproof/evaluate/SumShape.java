package io.rankproof.evaluate;

import io.rankproof.kernel.bootstrap.PoissonWeights;
import io.rankproof.kernel.sum.ProductSums;
import io.rankproof.kernel.sum.SumGrid;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What {@link CohortSums} sums.
 *
 * @param cohorts number of cohorts
 * @param bounds for each column, what the magnitudes of all its terms may add up to
 * @param terms that a column can have in all
 * @param replicated columns, the first ones, that are bootstrapped
 * @param means columns that hold means within clusters
 * @param products pairs of columns whose products are summed over clusters
 * @param always how many of them, the first ones, are summed for bootstrapped cohorts as well
 * @param counters exact counts kept besides
 * @param bootstrapped cohorts (the first ones) that are bootstrapped
 * @param replicates of the bootstrap
 * @param seed of the bootstrap
 */
record SumShape(
    int cohorts,
    double[] bounds,
    long terms,
    int replicated,
    List<ClusterMean> means,
    List<ColumnPair> products,
    int always,
    int counters,
    int bootstrapped,
    int replicates,
    long seed)
    implements Serializable {

  /** Two columns, as indices, the lower one first. */
  record ColumnPair(int first, int second) implements Serializable {
    static ColumnPair of(int a, int b) {
      return new ColumnPair(Math.min(a, b), Math.max(a, b));
    }
  }

  /** What the sums of a task can take: those of the bootstrap, others, and small change. */
  long mostBytes() {
    long perCohort =
        (long) CohortTotals.PLACES * Double.BYTES * columns()
            + 2L * Long.BYTES * products.size()
            + (long) ProductSums.WAITING * Long.BYTES * productColumns().length
            + Long.BYTES * counters;
    return (long) bootstrapped * replicated * replicates * Double.BYTES + cohorts * perCohort;
  }

  /**
   * A column that gets, from each cluster, the ratio of its sums of two others; where the second
   * one is 0, nothing.
   */
  record ClusterMean(int column, int sum, int count) implements Serializable {}

  int columns() {
    return bounds.length;
  }

  /**
   * The shape of the sums that quantities need.
   *
   * @param replicates of the bootstrap; 0: there are no intervals
   * @param budget doubles of replicate sums that one task may hold
   */
  static SumShape of(
      int cohorts,
      double[] bounds,
      long terms,
      int replicated,
      List<ClusterMean> means,
      List<Quantity> quantities,
      int baseline,
      int counters,
      int replicates,
      long seed,
      long budget) {
    Set<ColumnPair> products = new LinkedHashSet<>();
    quantities.forEach(quantity -> quantity.sizeProducts().forEach(products::add));
    if (replicates > 0) {
      quantities.stream()
          .filter(quantity -> !quantity.isBootstrapped())
          .forEach(quantity -> products.addAll(quantity.products(baseline)));
    }
    int always = products.size();
    if (replicates > 0) {
      quantities.forEach(quantity -> products.addAll(quantity.products(baseline)));
    }
    return new SumShape(
        cohorts,
        bounds,
        terms,
        replicated,
        List.copyOf(means),
        List.copyOf(products),
        always,
        counters,
        replicates == 0 ? 0 : affordable(budget, cohorts, replicated, replicates),
        replicates,
        seed);
  }

  /** The columns that some product has, in ascending order. */
  int[] productColumns() {
    return products.stream()
        .flatMapToInt(pair -> IntStream.of(pair.first(), pair.second()))
        .sorted()
        .distinct()
        .toArray();
  }

  /** Whether intervals are wanted. */
  boolean hasIntervals() {
    return replicates > 0;
  }

  /** How many whole cohorts of so many columns fit into a budget of doubles. */
  static int affordable(long budget, int cohorts, long columns, int replicates) {
    return (int) Math.min(cohorts, budget / Math.max(1, columns * replicates));
  }

  /** The grid on which a column's terms and all their weighted sums are exact. */
  SumGrid grid(int column) {
    return SumGrid.forTotal(PoissonWeights.MAX_WEIGHT * Math.max(1, bounds[column]));
  }

  /** The unit of each column's {@link #grid}, a power of two. */
  double[] units() {
    return IntStream.range(0, columns()).mapToDouble(column -> grid(column).unit()).toArray();
  }

  /** The grid of what {@link #grid} rounded away: at most half a unit of every term. */
  SumGrid residualGrid(int column) {
    return SumGrid.forTotal(Math.max(1, terms) * grid(column).unit());
  }
}
