package io.rankproof.kernel.ope;

import io.rankproof.kernel.sum.SumGrid;
import java.util.Arrays;

/**
 * The Poisson bootstrap over clusters of every estimator at its chosen bound, re-normalised inside
 * each replicate. The bounds are those that all data chose.
 *
 * <p>Rounds come as for {@link RoundSums}, whose result tells how large sums can get.
 */
public final class RoundReplicates extends ClusterReplicates implements RoundSink {
  private final double[] bounds;
  private final int[] chosen;
  private final RoundCells cells;
  private final int cellCount;

  /**
   * @param of sums of the same rounds
   * @param chosen index of the bound of every weight function, by its ordinal
   */
  public RoundReplicates(RoundSums of, int[] chosen, long seed, int replicates) {
    super(grids(of, chosen), seed, replicates);
    this.bounds = of.bounds();
    this.chosen = chosen.clone();
    this.cells = new RoundCells(bounds, of.hasPredictions());
    this.cellCount = cellCount(of);
  }

  private static int cellCount(RoundSums of) {
    return RoundCells.FIXED + RoundCells.functions(of.hasPredictions());
  }

  private static SumGrid[] grids(RoundSums of, int[] chosen) {
    SumGrid[] grids = new SumGrid[cellCount(of)];
    for (int cell = 0; cell < grids.length; cell++) {
      double squares =
          cell < RoundCells.FIXED
              ? of.product(cell, cell)
              : of.gridProduct(function(cell), chosen[cell - RoundCells.FIXED], -1);
      grids[cell] = grid(of.allClusters(), squares);
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
      add(cluster, chosen(all));
    }
    cells.clear();
  }

  /** The fixed cells and those of the chosen bounds. */
  private double[] chosen(double[] all) {
    double[] values = Arrays.copyOf(all, cellCount);
    for (int cell = RoundCells.FIXED; cell < values.length; cell++) {
      values[cell] =
          all[RoundCells.cell(function(cell), chosen[cell - RoundCells.FIXED], bounds.length)];
    }
    return values;
  }

  /** The replicates of an estimator; NaN where a denominator is 0. */
  public double[] of(Estimator estimator) {
    return switch (estimator) {
      case REPLAY -> sums().ratio(RoundCells.MATCHED_REWARD, RoundCells.MATCHED);
      case IPS -> sums().ratio(RoundCells.A, RoundCells.N);
      case SNIPS -> sums().ratio(RoundCells.A, RoundCells.W);
      case DM -> sums().ratio(RoundCells.D, RoundCells.N);
      case DR -> plus(sums().ratio(RoundCells.D, RoundCells.N), RoundCells.R, RoundCells.N);
      case SNDR -> plus(sums().ratio(RoundCells.D, RoundCells.N), RoundCells.R, RoundCells.W);
      default -> sums().ratio(RoundCells.FIXED + estimator.function().ordinal(), RoundCells.N);
    };
  }

  private double[] plus(double[] replicates, int numerator, int denominator) {
    double[] more = sums().ratio(numerator, denominator);
    for (int b = 0; b < replicates.length; b++) {
      replicates[b] += more[b];
    }
    return replicates;
  }
}
