package io.rankproof.evaluate;

import io.rankproof.evaluate.SumShape.ColumnPair;
import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.sum.ProductSums;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * Sums over requests or rows, by cohort and column: totals, sums over clusters of products (for
 * delta intervals), and bootstrap replicates.
 *
 * <p>All rows of a cluster come to one instance, one after the other, ended by {@link #endCluster};
 * instances of different clusters {@link #merge}. Every addition is exact (terms are rounded to a
 * grid, what was rounded away is summed apart), so the result has the same bits for any order and
 * any partitioning.
 */
final class CohortSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SumShape shape;
  private final double[][] totals;
  private final double[][] residuals;
  private final long[][] clusters;
  private final long[][] counters;
  private final double[] units;
  private final ProductSums[] products;
  private transient BootstrapSums replicates;

  private transient OpenCluster open;
  private transient ClusterMeans means;
  private transient PartProducts pairs;

  CohortSums(SumShape shape) {
    this.shape = shape;
    totals = new double[shape.cohorts()][];
    residuals = new double[shape.cohorts()][];
    clusters = new long[shape.cohorts()][];
    counters = new long[shape.cohorts()][];
    products = new ProductSums[shape.cohorts()];
    units = shape.units();
    if (shape.bootstrapped() > 0) {
      replicates =
          new BootstrapSums(
              shape.seed(), shape.replicates(), shape.bootstrapped() * shape.replicated());
    }
  }

  SumShape shape() {
    return shape;
  }

  /** Adds terms to a cohort, for the cluster that is open. */
  void add(int cohort, Terms terms) {
    touch(cohort);
    opened().add(cohort, terms);
  }

  /**
   * Adds terms to distinct cohorts, the first {@code count} of them, for the cluster that is open.
   */
  void add(int[] cohorts, int count, Terms terms) {
    for (int i = 0; i < count; i++) {
      touch(cohorts[i]);
    }
    if (count > 0) {
      opened().add(cohorts, count, terms);
    }
  }

  private OpenCluster opened() {
    if (open == null) {
      open = new OpenCluster(shape);
      means = new ClusterMeans(shape);
      pairs = new PartProducts(shape);
    }
    return open;
  }

  /** The counters of a cohort, to add to. */
  long[] counters(int cohort) {
    touch(cohort);
    return counters[cohort];
  }

  private void touch(int cohort) {
    if (totals[cohort] == null) {
      totals[cohort] = new double[shape.columns()];
      residuals[cohort] = new double[shape.columns()];
      clusters[cohort] = new long[shape.columns()];
      counters[cohort] = new long[shape.counters()];
      products[cohort] = new ProductSums(shape.products().size());
    }
  }

  /** Ends the open cluster. */
  void endCluster(long hash) {
    if (open == null) {
      return;
    }
    for (int i = 0; i < open.parts(); i++) {
      OpenCluster.Part part = open.part(i);
      means.add(part);
      pairs.start(part);
      for (int place = 0; place < open.cohortsOf(i); place++) {
        addPart(hash, open.cohort(i, place), part);
      }
    }
    open.clear();
  }

  private void addPart(long hash, int cohort, OpenCluster.Part part) {
    double[] own = part.rounded();
    double[] residual = part.residual();
    double[] total = totals[cohort];
    double[] left = residuals[cohort];
    long[] counts = clusters[cohort];
    for (int i = 0; i < part.touched(); i++) {
      int column = part.column(i);
      total[column] += own[column];
      left[column] += residual[column];
      counts[column] += own[column] == 0 ? 0 : 1;
    }
    boolean bootstrapped = cohort < shape.bootstrapped();
    pairs.addTo(products[cohort], !bootstrapped);
    if (bootstrapped) {
      replicates.add(hash, cohort * shape.replicated(), own, 0, shape.replicated());
    }
  }

  /** Adds the sums of other clusters; returns this. */
  CohortSums merge(CohortSums other) {
    for (int cohort = 0; cohort < totals.length; cohort++) {
      if (other.totals[cohort] != null) {
        mergeCohort(cohort, other);
      }
    }
    if (replicates != null) {
      replicates.merge(other.replicates);
    }
    return this;
  }

  private void mergeCohort(int cohort, CohortSums other) {
    touch(cohort);
    for (int column = 0; column < shape.columns(); column++) {
      totals[cohort][column] += other.totals[cohort][column];
      residuals[cohort][column] += other.residuals[cohort][column];
      clusters[cohort][column] += other.clusters[cohort][column];
    }
    for (int i = 0; i < shape.counters(); i++) {
      counters[cohort][i] += other.counters[cohort][i];
    }
    products[cohort].merge(other.products[cohort]);
  }

  /** The sum of a column. */
  double total(int cohort, int column) {
    return totals[cohort] == null ? 0 : totals[cohort][column] + residuals[cohort][column];
  }

  /** Clusters whose sum of a column is not 0. */
  long clusters(int cohort, int column) {
    return clusters[cohort] == null ? 0 : clusters[cohort][column];
  }

  long counter(int cohort, int counter) {
    return counters[cohort] == null ? 0 : counters[cohort][counter];
  }

  /**
   * The sum over clusters of the product of two columns.
   *
   * @throws IllegalArgumentException if the shape does not list the pair
   */
  double product(int cohort, int first, int second) {
    int index = shape.products().indexOf(ColumnPair.of(first, second));
    if (index < 0) {
      throw new IllegalArgumentException("no product of columns " + first + " and " + second);
    }
    return products[cohort] == null
        ? 0
        : products[cohort].value(index) * units[first] * units[second];
  }

  boolean isBootstrapped(int cohort) {
    return cohort < shape.bootstrapped();
  }

  /** Whether a column has bootstrap replicates, in the cohorts that are bootstrapped. */
  boolean isReplicated(int column) {
    return column < shape.replicated();
  }

  /** The bootstrap replicates of a column's sum. */
  double[] replicates(int cohort, int column) {
    return replicates.replicates(cohort * shape.replicated() + column);
  }

  /** Verifies that no sum has left its grid: exactness is checked, not assumed. */
  void requireExact() {
    for (int cohort = 0; cohort < shape.bootstrapped(); cohort++) {
      for (int column = 0; column < shape.replicated(); column++) {
        replicates.requireExact(cohort * shape.replicated() + column, shape.grid(column));
      }
    }
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    byte[] bytes = replicates == null ? new byte[0] : replicates.toBytes();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    replicates = bytes.length == 0 ? null : BootstrapSums.fromBytes(bytes);
  }
}
