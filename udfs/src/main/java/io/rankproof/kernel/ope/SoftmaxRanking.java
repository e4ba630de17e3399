package io.rankproof.kernel.ope;

import java.util.Arrays;

/**
 * A softmax over the items of a list, as a target policy.
 *
 * @param logOdds of the items, finite or minus infinity: an item that is never shown
 * @param cascade whether an item above is not put back ({@link PlackettLuce}); else each place is
 *     filled on its own
 */
public record SoftmaxRanking(double[] logOdds, boolean cascade) {

  /** A reward model's prediction of an item at a place, both from 0. */
  @FunctionalInterface
  public interface Prediction {
    double at(int item, int place);
  }

  /** By place, the predicted reward of what the policy shows there, over all that it may show. */
  public double[] expected(Prediction prediction) {
    double[][] chances = cascade ? PlackettLuce.marginals(logOdds) : alike();
    double[] expected = new double[logOdds.length];
    for (int item = 0; item < logOdds.length; item++) {
      for (int place = 0; place < logOdds.length; place++) {
        if (chances[item][place] != 0) {
          expected[place] += chances[item][place] * prediction.at(item, place);
        }
      }
    }
    return expected;
  }

  private double[][] alike() {
    double most = Arrays.stream(logOdds).max().orElse(Double.NEGATIVE_INFINITY);
    double[][] chances = new double[logOdds.length][logOdds.length];
    if (most == Double.NEGATIVE_INFINITY) {
      return chances;
    }
    double sum = Arrays.stream(logOdds).map(log -> Math.exp(log - most)).sum();
    for (int item = 0; item < logOdds.length; item++) {
      Arrays.fill(chances[item], Math.exp(logOdds[item] - most) / sum);
    }
    return chances;
  }
}
