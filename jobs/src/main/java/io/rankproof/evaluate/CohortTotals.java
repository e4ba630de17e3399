package io.rankproof.evaluate;

import io.rankproof.kernel.sum.ProductSums;
import java.io.Serializable;

/** The sums of one cohort over clusters, without replicates. */
final class CohortTotals implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Numbers that each column has. */
  static final int PLACES = 3;

  private final double[] rounded;
  private final double[] residual;
  private final long[] clusters;
  private final long[] counters;
  private final ProductSums products;

  CohortTotals(int columns, int counters, ProductSums.Pairs pairs) {
    rounded = new double[columns];
    residual = new double[columns];
    clusters = new long[columns];
    this.counters = new long[counters];
    products = new ProductSums(pairs);
  }

  /**
   * Adds a cluster.
   *
   * @param inUnits its numbers whose products are summed
   */
  void add(OpenCluster.Part part, long[] inUnits) {
    double[] own = part.rounded();
    add(rounded, own);
    add(residual, part.residual());
    for (int column = 0; column < own.length; column++) {
      clusters[column] += own[column] == 0 ? 0 : 1;
    }
    products.add(inUnits);
  }

  private static void add(double[] sums, double[] more) {
    for (int column = 0; column < more.length; column++) {
      sums[column] += more[column];
    }
  }

  void merge(CohortTotals other) {
    add(rounded, other.rounded);
    add(residual, other.residual);
    for (int column = 0; column < clusters.length; column++) {
      clusters[column] += other.clusters[column];
    }
    for (int i = 0; i < counters.length; i++) {
      counters[i] += other.counters[i];
    }
    products.merge(other.products);
  }

  /** The sum of a column. */
  double total(int column) {
    return rounded[column] + residual[column];
  }

  /** Clusters whose sum of a column is not 0. */
  long clusters(int column) {
    return clusters[column];
  }

  /** The exact counts, to add to. */
  long[] counters() {
    return counters;
  }

  /** The sum over clusters of a product, in units of its columns. */
  double product(int index) {
    return products.value(index);
  }
}
