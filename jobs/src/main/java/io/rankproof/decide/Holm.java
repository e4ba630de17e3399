package io.rankproof.decide;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction: the chance of any false rejection among the tests stays below the
 * level, whatever their dependence. Source: S. Holm, "A simple sequentially rejective multiple test
 * procedure", Scandinavian Journal of Statistics 6 (1979).
 */
final class Holm {
  private Holm() {}

  /**
   * Factors by which each p-value grows: {@code p * factor <= alpha} is Holm's rejection. So {@code
   * alpha / factor} is the level at which a confidence bound agrees with the corrected test.
   */
  static double[] factors(double[] p) {
    double[] factors = new double[p.length];
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double largest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      double own = p[order[rank]];
      largest = Math.max(largest, (p.length - rank) * own);
      factors[order[rank]] = own > 0 ? largest / own : p.length - rank;
    }
    return factors;
  }

  /** Corrected p-values, at most 1. */
  static double[] adjusted(double[] p) {
    double[] factors = factors(p);
    double[] adjusted = new double[p.length];
    Arrays.setAll(adjusted, i -> Math.min(1, p[i] * factors[i]));
    return adjusted;
  }
}
