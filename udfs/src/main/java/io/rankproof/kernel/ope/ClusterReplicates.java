package io.rankproof.kernel.ope;

import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.bootstrap.PoissonWeights;
import io.rankproof.kernel.sum.SumGrid;

/**
 * A Poisson bootstrap over clusters whose cells are rounded to grids on which additions are exact:
 * the result has the same bits for every order and partitioning of clusters.
 */
public abstract sealed class ClusterReplicates permits RoundReplicates, SlateReplicates {
  private final SumGrid[] grids;
  private final double[] rounded;
  private final BootstrapSums sums;

  ClusterReplicates(SumGrid[] grids, long seed, int replicates) {
    this.grids = grids;
    this.rounded = new double[grids.length];
    this.sums = new BootstrapSums(seed, replicates, grids.length);
  }

  /** By Cauchy and Schwarz, magnitudes add up to at most sqrt(clusters x sum of squares). */
  static SumGrid grid(long clusters, double sumOfSquares) {
    double total = Math.sqrt(clusters * sumOfSquares);
    // a half more: rounding may add to every term
    return SumGrid.forTotal(total > 0 ? 1.5 * PoissonWeights.MAX_WEIGHT * total : 1);
  }

  /** The replicate sums of the cells. */
  final BootstrapSums sums() {
    return sums;
  }

  /** Adds a cluster's cells. */
  final void add(long cluster, double[] values) {
    for (int cell = 0; cell < grids.length; cell++) {
      rounded[cell] = grids[cell].round(values[cell]);
    }
    sums.add(cluster, rounded);
  }

  /** The replicates as bytes; {@link #read} takes them back. */
  public final byte[] toBytes() {
    return sums.toBytes();
  }

  /** The bytes of two parts of the same shape together. */
  public static byte[] merged(byte[] left, byte[] right) {
    BootstrapSums sums = BootstrapSums.fromBytes(left);
    sums.merge(BootstrapSums.fromBytes(right));
    return sums.toBytes();
  }

  /** Adds what {@link #toBytes} of a part of the same shape wrote. */
  public final void read(byte[] bytes) {
    sums.merge(BootstrapSums.fromBytes(bytes));
  }

  /** Checks that no addition was rounded. */
  public final void requireExact() {
    for (int cell = 0; cell < grids.length; cell++) {
      sums.requireExact(cell, grids[cell]);
    }
  }
}
