package io.rankproof.kernel.stats;

import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;

/**
 * Sums and sums of products of a few variables over clusters, as a mergeable state: what delta
 * intervals of ratios and of their paired differences are made of.
 *
 * <p>One vector per cluster, complete: the variables of a cluster must be summed before they are
 * added here. Sums are kept in {@link FixedSums}, so the order and the partitioning of clusters do
 * not matter. Variables must stay below about 1e9 in magnitude (their products below 2^62).
 *
 * <p>Layout of {@link #toBytes}: int variables, long clusters, then the sums and the upper triangle
 * of products, row by row, as {@link FixedSums}.
 */
public final class ClusterMoments {
  private final int variables;
  private final FixedSums sums;
  private long clusters;

  /** An empty state for vectors of this many variables. */
  public ClusterMoments(int variables) {
    this(variables, new FixedSums(variables + variables * (variables + 1) / 2));
  }

  private ClusterMoments(int variables, FixedSums sums) {
    this.variables = variables;
    this.sums = sums;
  }

  /** Adds the complete vector of one cluster. */
  public void add(double... vector) {
    if (vector.length != variables) {
      throw new IllegalArgumentException(
          "a cluster has " + vector.length + " variables: " + variables + " are expected");
    }
    clusters++;
    for (int i = 0; i < variables; i++) {
      sums.add(i, vector[i]);
      for (int j = i; j < variables; j++) {
        sums.add(product(i, j), vector[i] * vector[j]);
      }
    }
  }

  private int product(int i, int j) {
    int row = Math.min(i, j);
    int column = Math.max(i, j);
    return variables + row * variables - row * (row - 1) / 2 + column - row;
  }

  /** Adds the clusters of another state, which must be other clusters. */
  public void merge(ClusterMoments other) {
    sums.merge(other.sums);
    clusters += other.clusters;
  }

  /** The number of clusters added. */
  public long clusters() {
    return clusters;
  }

  /** Sum of a variable over clusters. */
  public double sum(int variable) {
    return sums.value(variable);
  }

  /** Sum of the product of two variables over clusters. */
  public double sumOfProducts(int i, int j) {
    return sums.value(product(i, j));
  }

  /** The moments of the ratio of two of the variables. */
  public RatioMoments ratio(int s, int n) {
    return new RatioMoments(
        clusters, sum(n), sum(s), sumOfProducts(n, n), sumOfProducts(s, s), sumOfProducts(n, s));
  }

  /** The ratio s / n minus the ratio baseS / baseN, over the same clusters. */
  public Estimate ratioDifference(int s, int n, int baseS, int baseN) {
    CrossMoments cross =
        new CrossMoments(
            sumOfProducts(s, baseS),
            sumOfProducts(s, baseN),
            sumOfProducts(n, baseS),
            sumOfProducts(n, baseN));
    return ratio(s, n).minus(ratio(baseS, baseN), cross);
  }

  /**
   * A metric whose influences were summed by cluster into one of the variables: standard error
   * sqrt(G / (G - 1) x sum of squares).
   */
  public Estimate influence(double value, int variable) {
    double squares = sumOfProducts(variable, variable);
    double error = clusters > 1 ? Math.sqrt(squares * clusters / (clusters - 1)) : Double.NaN;
    return new Estimate(value, error, clusters);
  }

  /** The state as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + sums.byteSize());
    out.putInt(variables).putLong(clusters);
    sums.writeTo(out);
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static ClusterMoments fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int variables = in.getInt();
    long clusters = in.getLong();
    ClusterMoments state = new ClusterMoments(variables, FixedSums.readFrom(in));
    state.clusters = clusters;
    return state;
  }
}
