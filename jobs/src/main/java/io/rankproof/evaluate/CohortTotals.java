package io.rankproof.evaluate;

import io.rankproof.kernel.sum.ProductSums;
import java.io.Serializable;

/** The sums of one cohort over clusters, without replicates. */
final class CohortTotals implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Numbers that each column has: rounded terms, what rounding left, and clusters. */
  static final int PLACES = 3;

  private static final int RESIDUAL = 1;
  private static final int CLUSTERS = 2;

  /** By column, then by place: those of a column are changed together. */
  private final double[] numbers;

  private final long[] counters;
  private final ProductSums products;

  CohortTotals(int columns, int counters, ProductSums.Pairs pairs) {
    numbers = new double[PLACES * columns];
    this.counters = new long[counters];
    products = new ProductSums(pairs);
  }

  /**
   * Adds a cluster.
   *
   * @param inUnits its numbers whose products are summed
   */
  void add(OpenCluster.Part part, long[] inUnits) {
    double[] rounded = part.rounded();
    double[] residual = part.residual();
    for (int column = 0; column < rounded.length; column++) {
      add(column, rounded[column], residual[column]);
    }
    products.add(inUnits);
  }

  /**
   * Adds a cluster that has one term a column at most.
   *
   * @param inUnits its numbers whose products are summed
   */
  void add(Terms terms, long[] inUnits) {
    for (int i = 0; i < terms.count(); i++) {
      add(terms.column(i), terms.rounded(i), terms.residual(i));
    }
    products.add(inUnits);
  }

  private void add(int column, double rounded, double residual) {
    int at = PLACES * column;
    numbers[at] += rounded;
    numbers[at + RESIDUAL] += residual;
    numbers[at + CLUSTERS] += rounded == 0 ? 0 : 1;
  }

  /** Adds exact counts. */
  void count(long[] more) {
    for (int i = 0; i < counters.length; i++) {
      counters[i] += more[i];
    }
  }

  void merge(CohortTotals other) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += other.numbers[i];
    }
    count(other.counters);
    products.merge(other.products);
  }

  /** The sum of a column. */
  double total(int column) {
    return numbers[PLACES * column] + numbers[PLACES * column + RESIDUAL];
  }

  /** Clusters whose sum of a column is not 0. */
  long clusters(int column) {
    return (long) numbers[PLACES * column + CLUSTERS];
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
