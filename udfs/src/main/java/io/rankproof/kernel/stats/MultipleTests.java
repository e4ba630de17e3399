package io.rankproof.kernel.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Adjusted p-values for a family of tests.
 *
 * <p>An undefined p-value (NaN) stays NaN and does not count in the size of the family. Reject
 * where the adjusted value is at most the level.
 */
public final class MultipleTests {
  private MultipleTests() {}

  /**
   * Holm's step-down adjustment (Holm 1979): controls the chance of any false rejection under any
   * dependence. Adjusted p_(i) = max over j <= i of min(1, (m - j + 1) p_(j)).
   */
  public static double[] holm(double[] pValues) {
    int[] order = ascending(pValues);
    double[] adjusted = undefined(pValues.length);
    double running = 0;
    for (int i = 0; i < order.length; i++) {
      running = Math.max(running, Math.min(1, (order.length - i) * pValues[order[i]]));
      adjusted[order[i]] = running;
    }
    return adjusted;
  }

  /**
   * Benjamini and Hochberg's step-up adjustment (1995): controls the false discovery rate under
   * independence or positive dependence. Adjusted p_(i) = min over j >= i of min(1, m p_(j) / j).
   */
  public static double[] benjaminiHochberg(double[] pValues) {
    int[] order = ascending(pValues);
    double[] adjusted = undefined(pValues.length);
    double running = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      running = Math.min(running, order.length * pValues[order[i]] / (i + 1));
      adjusted[order[i]] = running;
    }
    return adjusted;
  }

  private static int[] ascending(double[] pValues) {
    return IntStream.range(0, pValues.length)
        .filter(i -> !Double.isNaN(requireProbability(pValues[i])))
        .boxed()
        .sorted((a, b) -> Double.compare(pValues[a], pValues[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double requireProbability(double p) {
    if (p < 0 || p > 1) {
      throw new IllegalArgumentException("p-value is " + p + ": it must lie in [0, 1]");
    }
    return p;
  }

  private static double[] undefined(int length) {
    double[] values = new double[length];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
