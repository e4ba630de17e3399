package io.rankproof.kernel.ope;

import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.bootstrap.PoissonWeights;
import io.rankproof.kernel.ope.SlateShape.Term;
import io.rankproof.kernel.sum.SumGrid;
import java.util.List;

/**
 * The Poisson bootstrap over clusters of every {@link SlateEstimator} asked for, re-normalised
 * inside each replicate.
 *
 * <p>Lists come as for {@link SlateSums}, whose result tells how large sums can get and how many
 * positions there are: cells are rounded to grids on which additions are exact, so the result has
 * the same bits for every order and partitioning of clusters. Memory is a double per replicate and
 * cell, of at most 7 cells per position.
 */
public final class SlateReplicates implements SlateSink {
  private final SlateShape shape;
  private final SumGrid[] grids;
  private final SlateCells cells;
  private final double[] rounded;
  private final BootstrapSums sums;

  /**
   * @param of sums of the same lists, with a position at least
   */
  public SlateReplicates(SlateSums of, long seed, int replicates) {
    this.shape = of.shape().down(of.positions());
    this.grids = grids(of, shape);
    this.cells = new SlateCells(shape);
    this.rounded = new double[grids.length];
    this.sums = new BootstrapSums(seed, replicates, grids.length);
  }

  /** By Cauchy and Schwarz, magnitudes add up to at most sqrt(clusters x sum of squares). */
  private static SumGrid[] grids(SlateSums of, SlateShape shape) {
    SumGrid[] grids = new SumGrid[shape.cells()];
    for (int cell = 0; cell < grids.length; cell++) {
      double total = Math.sqrt(of.clusters() * of.sumOfSquares(cell));
      // a half more: rounding may add to every term
      grids[cell] = SumGrid.forTotal(total > 0 ? 1.5 * PoissonWeights.MAX_WEIGHT * total : 1);
    }
    return grids;
  }

  @Override
  public void beginRequest(double instance) {
    cells.beginRequest(instance);
  }

  @Override
  public void add(
      double instance,
      double reward,
      double marginal,
      double product,
      double above,
      double prediction,
      double expected) {
    cells.add(instance, reward, marginal, product, above, prediction, expected);
  }

  /** Such requests are in no replicate. */
  @Override
  public void leaveOut() {}

  @Override
  public void endCluster(long cluster) {
    if (cells.isEmpty()) {
      return;
    }
    // what the sums left out is not in their grids
    if (cells.isSmall()) {
      for (int cell = 0; cell < grids.length; cell++) {
        rounded[cell] = grids[cell].round(cells.values()[cell]);
      }
      sums.add(cluster, rounded);
    }
    cells.clear();
  }

  /** The replicates as bytes; {@link #read} takes them back. */
  public byte[] toBytes() {
    return sums.toBytes();
  }

  /** The bytes of two parts of the same shape together. */
  public static byte[] merged(byte[] left, byte[] right) {
    BootstrapSums sums = BootstrapSums.fromBytes(left);
    sums.merge(BootstrapSums.fromBytes(right));
    return sums.toBytes();
  }

  /** Adds what {@link #toBytes} of a part of the same shape wrote. */
  public void read(byte[] bytes) {
    sums.merge(BootstrapSums.fromBytes(bytes));
  }

  /** The replicates of an estimator; NaN where a normalised one has a position without weight. */
  public double[] of(SlateEstimator estimator) {
    double[] n = sums.replicates(SlateShape.REQUESTS);
    double[] values = new double[n.length];
    for (Term term : terms(estimator)) {
      double[] sum = sums.replicates(term.sum());
      double[] weight = term.isNormalised() ? sums.replicates(term.weight()) : n;
      double[] having = term.isNormalised() ? sums.replicates(term.having()) : n;
      for (int b = 0; b < values.length; b++) {
        values[b] += term.value(n[b], sum[b], weight[b], having[b]);
      }
    }
    return values;
  }

  /** The same with every weight 1. */
  double plain(SlateEstimator estimator) {
    double value = 0;
    for (Term term : terms(estimator)) {
      double weight = term.isNormalised() ? sums.total(term.weight()) : 0;
      value +=
          term.value(
              sums.total(SlateShape.REQUESTS),
              sums.total(term.sum()),
              weight,
              sums.total(term.having()));
    }
    return value;
  }

  private List<Term> terms(SlateEstimator estimator) {
    return shape.terms(estimator, shape.depth());
  }

  /** Checks that no addition was rounded. */
  public void requireExact() {
    for (int cell = 0; cell < grids.length; cell++) {
      sums.requireExact(cell, grids[cell]);
    }
  }
}
