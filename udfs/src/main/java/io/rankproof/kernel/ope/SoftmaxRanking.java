package io.rankproof.kernel.ope;

import java.util.Arrays;

/**
 * A softmax over the items of a list, as a target policy.
 *
 * @param odds of the items, finite and not negative; all 0: no item is ever shown
 * @param cascade whether an item above is not put back ({@link PlackettLuce}); else each place is
 *     filled on its own
 */
public record SoftmaxRanking(double[] odds, boolean cascade) {

  /** A reward model's prediction of an item at a place, both from 0. */
  @FunctionalInterface
  public interface Prediction {
    double at(int item, int place);
  }

  /** By place, the predicted reward of what the policy shows there, over all that it may show. */
  public double[] expected(Prediction prediction) {
    double[][] chances = cascade ? PlackettLuce.marginals(odds) : alike();
    double[] expected = new double[odds.length];
    for (int item = 0; item < odds.length; item++) {
      for (int place = 0; place < odds.length; place++) {
        if (chances[item][place] != 0) {
          expected[place] += chances[item][place] * prediction.at(item, place);
        }
      }
    }
    return expected;
  }

  private double[][] alike() {
    double sum = Arrays.stream(odds).sum();
    double[][] chances = new double[odds.length][odds.length];
    for (int item = 0; item < odds.length; item++) {
      Arrays.fill(chances[item], sum > 0 ? odds[item] / sum : 0);
    }
    return chances;
  }
}
