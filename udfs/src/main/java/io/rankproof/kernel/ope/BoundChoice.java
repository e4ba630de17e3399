package io.rankproof.kernel.ope;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * SLOPE++: the choice among estimates that trade bias for variance (Su, Srinath and Krishnamurthy,
 * "Adaptive Estimator Selection for Off-Policy Evaluation", ICML 2020; Tucker and Lee, "Improved
 * Estimator Selection for Off-Policy Evaluation", 2021).
 *
 * <p>Estimates are taken by the half width c of their intervals, widest (least biased) first; one
 * is accepted while |v_i - v_j| <= c_i + (sqrt 6 - 1) c_j for every one before it. The last one
 * accepted is chosen: beyond it bias shows. Only the order of the widths is used, not that bias
 * grows along the grid.
 */
public final class BoundChoice {
  private static final double FACTOR = Math.sqrt(6) - 1;

  private BoundChoice() {}

  /**
   * The index of the chosen estimate.
   *
   * @param values the estimates, at least one
   * @param widths half widths of their intervals; of equal ones the larger index comes first
   */
  public static int slope(double[] values, double[] widths) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> -widths[i])
                    .thenComparing(Comparator.reverseOrder()))
            .mapToInt(Integer::intValue)
            .toArray();
    int accepted = 1;
    while (accepted < order.length && agrees(order[accepted], order, accepted, values, widths)) {
      accepted++;
    }
    return order[accepted - 1];
  }

  private static boolean agrees(
      int next, int[] order, int accepted, double[] values, double[] widths) {
    return Arrays.stream(order, 0, accepted)
        .allMatch(
            before ->
                Math.abs(values[next] - values[before]) <= widths[next] + FACTOR * widths[before]);
  }
}
