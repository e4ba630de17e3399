package io.rankproof.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Features as inputs of a linear model: ranks and their squares, what is missing, rates. */
final class Inputs {
  /** Inputs beyond it cost more than they tell. */
  private static final int MOST = 60;

  private Inputs() {}

  /**
   * @param target what categories are made rates of
   */
  static double[][] of(Sample sample, Separation.Mask target, Separation.Mask used) {
    List<double[]> inputs = new ArrayList<>();
    for (double[] values : sample.numbers().values()) {
      double[] ranks = Ranks.of(values);
      inputs.add(ranks);
      inputs.add(Arrays.stream(ranks).map(rank -> rank * rank).toArray());
      if (Arrays.stream(values).anyMatch(Double::isNaN)) {
        inputs.add(Arrays.stream(values).map(v -> Double.isNaN(v) ? 1 : 0).toArray());
      }
    }
    for (int[] codes : sample.categories().values()) {
      inputs.add(Ranks.of(FoldedRates.of(codes, target, used, sample::half)));
    }
    return inputs.stream().limit(MOST).toArray(double[][]::new);
  }
}
