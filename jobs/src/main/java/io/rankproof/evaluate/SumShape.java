package io.rankproof.evaluate;

import io.rankproof.kernel.bootstrap.PoissonWeights;
import io.rankproof.kernel.sum.SumGrid;
import java.io.Serializable;
import java.util.List;

/**
 * What {@link CohortSums} sums.
 *
 * @param cohorts number of cohorts
 * @param bounds for each column, what the magnitudes of all its terms may add up to
 * @param replicated columns, the first ones, that are bootstrapped
 * @param products pairs of columns whose products are summed over clusters
 * @param counters exact counts kept besides
 * @param bootstrapped cohorts (the first ones) that are bootstrapped
 * @param replicates of the bootstrap
 * @param seed of the bootstrap
 */
record SumShape(
    int cohorts,
    double[] bounds,
    int replicated,
    List<ColumnPair> products,
    int counters,
    int bootstrapped,
    int replicates,
    long seed)
    implements Serializable {

  /**
   * Doubles of replicate sums that one task may hold; cohorts beyond get delta intervals. 4 million
   * are 32 MB.
   */
  static final long REPLICATE_BUDGET = 1L << 22;

  /** Two columns, as indices, the lower one first. */
  record ColumnPair(int first, int second) implements Serializable {
    static ColumnPair of(int a, int b) {
      return new ColumnPair(Math.min(a, b), Math.max(a, b));
    }
  }

  int columns() {
    return bounds.length;
  }

  /** How many whole cohorts of so many columns fit into a budget of doubles. */
  static int affordable(long budget, int cohorts, int columns, int replicates) {
    return (int) Math.min(cohorts, budget / Math.max(1, (long) columns * replicates));
  }

  /** The grid on which a column's terms and all their weighted sums are exact. */
  SumGrid grid(int column) {
    return SumGrid.forTotal(PoissonWeights.MAX_WEIGHT * Math.max(1, bounds[column]));
  }

  /** The grid of what {@link #grid} rounded away: at most half a unit of every term. */
  SumGrid residualGrid(int column, long terms) {
    return SumGrid.forTotal(Math.max(1, terms) * grid(column).unit());
  }

  /** A power of two that brings a column's sums to about 1, so that products fit fixed point. */
  double scale(int column) {
    return Math.scalb(1.0, -Math.getExponent(Math.max(1, bounds[column])));
  }
}
