package io.rankproof.evaluate;

import io.rankproof.evaluate.SumShape.ColumnPair;
import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.sum.FixedSums;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;

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
  private final int[] firsts;
  private final int[] seconds;
  private final double[] scales;
  private transient FixedSums[] products;
  private transient BootstrapSums replicates;

  private transient OpenCluster open;

  CohortSums(SumShape shape) {
    this.shape = shape;
    totals = new double[shape.cohorts()][];
    residuals = new double[shape.cohorts()][];
    clusters = new long[shape.cohorts()][];
    counters = new long[shape.cohorts()][];
    products = new FixedSums[shape.cohorts()];
    int pairs = shape.products().size();
    firsts = shape.products().stream().mapToInt(ColumnPair::first).toArray();
    seconds = shape.products().stream().mapToInt(ColumnPair::second).toArray();
    scales = new double[pairs];
    Arrays.setAll(scales, i -> shape.scale(firsts[i]) * shape.scale(seconds[i]));
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
    if (open == null) {
      open = new OpenCluster(shape);
    }
    double[] own = open.vector(cohort);
    double[] residual = residuals[cohort];
    for (int i = 0; i < terms.count(); i++) {
      int column = terms.column(i);
      own[column] += terms.rounded(i);
      residual[column] += terms.residual(i);
    }
  }

  /** Adds to a counter of a cohort. */
  void count(int cohort, int counter, long amount) {
    touch(cohort);
    counters[cohort][counter] += amount;
  }

  private void touch(int cohort) {
    if (totals[cohort] == null) {
      totals[cohort] = new double[shape.columns()];
      residuals[cohort] = new double[shape.columns()];
      clusters[cohort] = new long[shape.columns()];
      counters[cohort] = new long[shape.counters()];
      products[cohort] = new FixedSums(shape.products().size());
    }
  }

  /** Ends the open cluster. */
  void endCluster(long hash) {
    if (open == null) {
      return;
    }
    for (int i = 0; i < open.size(); i++) {
      int cohort = open.cohort(i);
      double[] own = open.vector(cohort);
      addCluster(cohort, own);
      if (cohort < shape.bootstrapped()) {
        replicates.add(hash, cohort * shape.replicated(), own, 0, shape.replicated());
      }
    }
    open.clear();
  }

  private void addCluster(int cohort, double[] own) {
    for (int column = 0; column < own.length; column++) {
      totals[cohort][column] += own[column];
      clusters[cohort][column] += own[column] == 0 ? 0 : 1;
    }
    for (int i = 0; i < scales.length; i++) {
      double product = own[firsts[i]] * own[seconds[i]] * scales[i];
      if (product != 0) {
        products[cohort].add(i, product);
      }
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
    return products[cohort] == null ? 0 : products[cohort].value(index) / scales[index];
  }

  boolean isBootstrapped(int cohort) {
    return cohort < shape.bootstrapped();
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
    for (FixedSums sums : products) {
      write(out, sums == null ? new byte[0] : bytes(sums));
    }
    write(out, replicates == null ? new byte[0] : replicates.toBytes());
  }

  private static byte[] bytes(FixedSums sums) {
    ByteBuffer bytes = ByteBuffer.allocate(sums.byteSize());
    sums.writeTo(bytes);
    return bytes.array();
  }

  private static void write(ObjectOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    products = new FixedSums[shape.cohorts()];
    for (int cohort = 0; cohort < products.length; cohort++) {
      byte[] bytes = read(in);
      products[cohort] = bytes.length == 0 ? null : FixedSums.readFrom(ByteBuffer.wrap(bytes));
    }
    byte[] bytes = read(in);
    replicates = bytes.length == 0 ? null : BootstrapSums.fromBytes(bytes);
  }

  private static byte[] read(ObjectInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
