package io.rankproof.decide;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The level that Holm's step-down correction leaves to each test: what {@link
 * io.rankproof.kernel.stats.MultipleTests#holm} is for p-values, this is for confidence bounds.
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
}
