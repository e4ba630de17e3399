package io.rankproof.kernel.ope;

import io.rankproof.kernel.ope.SlateShape.Term;
import io.rankproof.kernel.sum.SumGrid;
import java.util.Arrays;
import java.util.List;

/**
 * The Poisson bootstrap over clusters of every {@link SlateEstimator} asked for, re-normalised
 * inside each replicate.
 *
 * <p>Lists come as for {@link SlateSums}, whose result tells how large sums can get and how many
 * positions there are. Memory is a double per replicate and cell, of at most 7 cells per position.
 */
public final class SlateReplicates extends ClusterReplicates implements SlateSink {
  private final SlateShape shape;
  private final SlateCells cells;

  /**
   * @param of sums of the same lists, with a position at least
   */
  public SlateReplicates(SlateSums of, long seed, int replicates) {
    super(grids(of, shape(of)), seed, replicates);
    this.shape = shape(of);
    this.cells = new SlateCells(shape);
  }

  private static SlateShape shape(SlateSums of) {
    return of.shape().down(of.positions());
  }

  private static SumGrid[] grids(SlateSums of, SlateShape shape) {
    SumGrid[] grids = new SumGrid[shape.cells()];
    Arrays.setAll(grids, cell -> grid(of.clusters(), of.sumOfSquares(cell)));
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
      add(cluster, cells.values());
    }
    cells.clear();
  }

  /** The replicates of an estimator; NaN where a normalised one has a position without weight. */
  public double[] of(SlateEstimator estimator) {
    double[] n = sums().replicates(SlateShape.REQUESTS);
    double[] values = new double[n.length];
    for (Term term : terms(estimator)) {
      double[] sum = sums().replicates(term.sum());
      double[] weight = term.isNormalised() ? sums().replicates(term.weight()) : n;
      double[] having = term.isNormalised() ? sums().replicates(term.having()) : n;
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
      double weight = term.isNormalised() ? sums().total(term.weight()) : 0;
      value +=
          term.value(
              sums().total(SlateShape.REQUESTS),
              sums().total(term.sum()),
              weight,
              sums().total(term.having()));
    }
    return value;
  }

  private List<Term> terms(SlateEstimator estimator) {
    return shape.terms(estimator, shape.depth());
  }
}
