package io.rankproof.kernel.ope;

import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.bootstrap.PoissonWeights;
import io.rankproof.kernel.sum.SumGrid;
import java.util.Arrays;

/**
 * The Poisson bootstrap over clusters of every estimator at its chosen bound, re-normalised inside
 * each replicate. The bounds are those that all data chose.
 *
 * <p>Rounds come as for {@link RoundSums}, whose result tells how large sums can get: cells are
 * rounded to grids on which additions are exact, so the result has the same bits for every order
 * and partitioning of clusters.
 */
public final class RoundReplicates implements RoundSink {
  private final double[] bounds;
  private final boolean predictions;
  private final int[] chosen;
  private final SumGrid[] grids;
  private final RoundCells cells;
  private final BootstrapSums sums;

  /**
   * @param of sums of the same rounds
   * @param chosen index of the bound of every weight function, by its ordinal
   */
  public RoundReplicates(RoundSums of, int[] chosen, long seed, int replicates) {
    this(of, chosen, grids(of, chosen), new BootstrapSums(seed, replicates, cellCount(of)));
  }

  private RoundReplicates(RoundSums of, int[] chosen, SumGrid[] grids, BootstrapSums sums) {
    this.bounds = of.bounds();
    this.predictions = of.hasPredictions();
    this.chosen = chosen.clone();
    this.grids = grids;
    this.cells = new RoundCells(bounds, predictions);
    this.sums = sums;
  }

  private static int cellCount(RoundSums of) {
    return RoundCells.FIXED + RoundCells.functions(of.hasPredictions());
  }

  /** By Cauchy and Schwarz, magnitudes add up to at most sqrt(clusters x sum of squares). */
  private static SumGrid[] grids(RoundSums of, int[] chosen) {
    SumGrid[] grids = new SumGrid[cellCount(of)];
    for (int cell = 0; cell < grids.length; cell++) {
      double squares =
          cell < RoundCells.FIXED
              ? of.product(cell, cell)
              : of.gridProduct(function(cell), chosen[cell - RoundCells.FIXED], -1);
      double total = Math.sqrt(of.allClusters() * squares);
      // a half more: rounding may add to every term
      grids[cell] = SumGrid.forTotal(total > 0 ? 1.5 * PoissonWeights.MAX_WEIGHT * total : 1);
    }
    return grids;
  }

  private static WeightFunction function(int cell) {
    return WeightFunction.values()[cell - RoundCells.FIXED];
  }

  @Override
  public void add(
      double instance,
      double target,
      double propensity,
      double reward,
      double prediction,
      double expected) {
    double weight = instance == 0 ? 0 : target / propensity;
    cells.add(
        instance, weight <= RoundSums.LARGEST_WEIGHT ? weight : 0, reward, prediction, expected);
  }

  @Override
  public void addOther(double instance, double reward) {
    cells.addOther(instance, reward);
  }

  @Override
  public void addInfluence(double onWeightedReward, double onWeight) {
    cells.addInfluence(onWeightedReward, onWeight);
  }

  @Override
  public void endCluster(long cluster) {
    if (cells.isEmpty()) {
      return;
    }
    double[] all = cells.end();
    // what the sums left out is not in their grids
    if (cells.isSmall()) {
      sums.add(cluster, rounded(all));
    }
    cells.clear();
  }

  private double[] rounded(double[] all) {
    double[] values = Arrays.copyOf(all, grids.length);
    for (int cell = RoundCells.FIXED; cell < grids.length; cell++) {
      values[cell] =
          all[RoundCells.cell(function(cell), chosen[cell - RoundCells.FIXED], bounds.length)];
    }
    for (int cell = 0; cell < grids.length; cell++) {
      values[cell] = grids[cell].round(values[cell]);
    }
    return values;
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

  /** The replicates of an estimator; NaN where a denominator is 0. */
  public double[] of(Estimator estimator) {
    return switch (estimator) {
      case REPLAY -> sums.ratio(RoundCells.MATCHED_REWARD, RoundCells.MATCHED);
      case IPS -> sums.ratio(RoundCells.A, RoundCells.N);
      case SNIPS -> sums.ratio(RoundCells.A, RoundCells.W);
      case DM -> sums.ratio(RoundCells.D, RoundCells.N);
      case DR -> plus(sums.ratio(RoundCells.D, RoundCells.N), RoundCells.R, RoundCells.N);
      case SNDR -> plus(sums.ratio(RoundCells.D, RoundCells.N), RoundCells.R, RoundCells.W);
      default -> sums.ratio(RoundCells.FIXED + estimator.function().ordinal(), RoundCells.N);
    };
  }

  private double[] plus(double[] replicates, int numerator, int denominator) {
    double[] more = sums.ratio(numerator, denominator);
    for (int b = 0; b < replicates.length; b++) {
      replicates[b] += more[b];
    }
    return replicates;
  }

  /** Checks that no addition was rounded. */
  public void requireExact() {
    for (int cell = 0; cell < grids.length; cell++) {
      sums.requireExact(cell, grids[cell]);
    }
  }
}
