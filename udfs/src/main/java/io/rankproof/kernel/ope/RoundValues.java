package io.rankproof.kernel.ope;

import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.stats.Interval;
import java.util.stream.IntStream;

/**
 * The estimators' values with cluster-robust errors, from {@link RoundSums}.
 *
 * <p>Every value is a ratio of two sums over clusters g, S / T, or a sum of such ratios. A
 * cluster's influence on a ratio is (s_g - value t_g) / T, and the variance G / (G - 1) times the
 * sum of squared influences: denominators are re-estimated, not taken as fixed. Intervals use
 * Student's t with G - 1 degrees of freedom.
 */
public final class RoundValues {
  /** Bound of estimators that have none. */
  public static final int NO_BOUND = -1;

  private final RoundSums sums;

  public RoundValues(RoundSums sums) {
    this.sums = sums;
  }

  /**
   * An estimator's value.
   *
   * @param bound index of the bound; {@link #NO_BOUND} for estimators without
   */
  public Estimate value(Estimator estimator, int bound) {
    return influence(estimator, bound).estimate(sums.clusters());
  }

  /** The same minus the mean reward of the log that it is compared with, over joint clusters. */
  public Estimate difference(Estimator estimator, int bound) {
    Influence influence = influence(estimator, bound);
    influence.subtract(RoundCells.OTHER_Y, RoundCells.OTHER_N);
    return influence.estimate(sums.allClusters());
  }

  /** Mean reward of the log that the value comes from. */
  public Estimate onPolicy() {
    Influence influence = new Influence();
    influence.ratio(RoundCells.Y, RoundCells.N);
    return influence.estimate(sums.clusters());
  }

  /** Mean reward of the log that it is compared with. */
  public Estimate other() {
    Influence influence = new Influence();
    influence.ratio(RoundCells.OTHER_Y, RoundCells.OTHER_N);
    return influence.estimate(sums.allClusters());
  }

  /** Mean weight, 1 in expectation where the logger covers all that the target does. */
  public Estimate meanWeight() {
    Influence influence = new Influence();
    influence.ratio(RoundCells.W, RoundCells.N);
    return influence.estimate(sums.clusters());
  }

  /**
   * The bound that SLOPE++ chooses on the grid (see {@link BoundChoice}), with widths of one
   * standard error: what the mean squared error weighs a bias against.
   */
  public int chosenBound(Estimator estimator) {
    int bounds = sums.bounds().length;
    double[] values = new double[bounds];
    double[] widths = new double[bounds];
    for (int b = 0; b < bounds; b++) {
      Estimate estimate = value(estimator, b);
      values[b] = estimate.value();
      widths[b] = estimate.standardError();
    }
    return BoundChoice.slope(values, widths);
  }

  /**
   * A lower bound of the target's mean reward per cluster that holds at this level for any
   * distribution: the best over the grid of empirical-Bernstein bounds, each at 1 - (1 - level) /
   * bounds, of min(cap, sum of i min(w, b) r). Rewards must not be negative.
   *
   * @return its low end and, as the high one, the mean of the same bound's totals; undefined
   *     without a cap, with negative rewards or fewer than two clusters
   */
  public Interval lowerBoundPerCluster(double level) {
    Interval.requireLevel(level);
    int bounds = sums.bounds().length;
    if (Double.isNaN(sums.cap()) || sums.negative() > 0 || sums.clusters() < 2) {
      return Interval.UNDEFINED;
    }
    double each = 1 - (1 - level) / bounds;
    return IntStream.range(0, bounds)
        .mapToObj(b -> lowerBound(b, each))
        .reduce((best, next) -> next.low() > best.low() ? next : best)
        .orElse(Interval.UNDEFINED);
  }

  private Interval lowerBound(int bound, double level) {
    double n = sums.clusters();
    double mean = sums.cappedSum(bound) / n;
    double variance = (sums.cappedSquares(bound) - n * mean * mean) / (n - 1);
    return new Interval(
        EmpiricalBernstein.lowerBound(sums.clusters(), mean, variance, sums.cap(), level), mean);
  }

  private Influence influence(Estimator estimator, int bound) {
    if (estimator.needsPredictions() && !sums.hasPredictions()) {
      throw new IllegalArgumentException(estimator.label() + " needs predictions of the reward");
    }
    Influence influence = new Influence();
    switch (estimator) {
      case REPLAY -> influence.ratio(RoundCells.MATCHED_REWARD, RoundCells.MATCHED);
      case IPS -> influence.ratio(RoundCells.A, RoundCells.N);
      case SNIPS -> influence.ratio(RoundCells.A, RoundCells.W);
      case DM -> influence.ratio(RoundCells.D, RoundCells.N);
      case DR -> {
        influence.ratio(RoundCells.D, RoundCells.N);
        influence.ratio(RoundCells.R, RoundCells.N);
      }
      case SNDR -> {
        influence.ratio(RoundCells.D, RoundCells.N);
        influence.ratio(RoundCells.R, RoundCells.W);
      }
      default -> influence.bounded(estimator.function(), bound);
    }
    return influence;
  }

  /** A sum of ratios with the coefficients of a cluster's cells in its linear approximation. */
  private final class Influence {
    private final double[] coefficients = new double[RoundCells.FIXED];
    private WeightFunction function;
    private int bound;
    private double ofGrid;
    private double value;

    void ratio(int numerator, int denominator) {
      add(numerator, denominator, 1);
    }

    void subtract(int numerator, int denominator) {
      add(numerator, denominator, -1);
    }

    private void add(int numerator, int denominator, double sign) {
      double divisor = sums.sum(denominator);
      double ratio = divisor == 0 ? Double.NaN : sums.sum(numerator) / divisor;
      value += sign * ratio;
      coefficients[numerator] += sign / divisor;
      coefficients[denominator] -= sign * ratio / divisor;
    }

    /** A cell of the grid over N. */
    void bounded(WeightFunction of, int at) {
      double divisor = sums.sum(RoundCells.N);
      function = of;
      bound = at;
      ofGrid = 1 / divisor;
      value = divisor == 0 ? Double.NaN : sums.gridSum(of, at) / divisor;
      coefficients[RoundCells.N] -= value / divisor;
    }

    Estimate estimate(long clusters) {
      double variance =
          clusters > 1 ? Math.max(0, squares()) * clusters / (clusters - 1.0) : Double.NaN;
      return new Estimate(value, Math.sqrt(variance), clusters);
    }

    private double squares() {
      double squares = 0;
      for (int i = 0; i < coefficients.length; i++) {
        for (int j = 0; j < coefficients.length; j++) {
          if (coefficients[i] != 0 && coefficients[j] != 0) {
            squares += coefficients[i] * coefficients[j] * sums.product(i, j);
          }
        }
      }
      return function == null ? squares : squares + gridSquares();
    }

    private double gridSquares() {
      double squares = ofGrid * ofGrid * sums.gridProduct(function, bound, -1);
      for (int i : new int[] {RoundCells.N, RoundCells.OTHER_N, RoundCells.OTHER_Y}) {
        if (coefficients[i] != 0) {
          squares += 2 * ofGrid * coefficients[i] * sums.gridProduct(function, bound, i);
        }
      }
      return squares;
    }
  }
}
