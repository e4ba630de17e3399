package io.rankproof.kernel.point;

import java.util.ArrayList;
import java.util.List;

/**
 * The reliability table over bins of equal mass, read from the histogram of probabilities that cuts
 * the bins: one pass over the rows. It equals that of {@link CalibrationBins} over the same edges
 * up to the rounding of weights.
 */
public final class EqualMassTable {
  private static final int WEIGHT = 0;
  private static final int LABEL = 1;
  private static final int PREDICTION = 2;

  private EqualMassTable() {}

  /**
   * The table; missing scores are left out.
   *
   * @param state of probabilities and labels 0 and 1; exact, as scores that share a bin have lost
   *     their mean
   * @param bins the most bins, at least 1
   * @return bins by ascending prediction, whose squared weights hold for rows of weight 1 only and
   *     are NaN in a state that keeps digits of weights
   * @throws IllegalArgumentException if the state is not exact
   */
  public static List<ReliabilityBin> of(ScoreHistogram state, int bins) {
    if (!state.isExact()) {
      throw new IllegalArgumentException(
          "reliability table of scores that share bins: keep more scores apart");
    }
    ScoreCurve curve = state.curve();
    CalibrationEdges edges = CalibrationEdges.equalMass(curve, bins);
    double[][] sums = new double[edges.bins()][PREDICTION + 1];
    for (int group = curve.firstScored(); group < curve.groups(); group++) {
      double score = curve.leastScore(group);
      double weight = curve.positives(group) + curve.negatives(group);
      double[] bin = sums[edges.binOf(score)];
      bin[WEIGHT] += weight;
      bin[LABEL] += curve.positives(group);
      bin[PREDICTION] += weight * score;
    }
    return table(edges, sums, curve.wholeWeights());
  }

  private static List<ReliabilityBin> table(
      CalibrationEdges edges, double[][] sums, boolean unweighted) {
    List<ReliabilityBin> table = new ArrayList<>(sums.length);
    for (int i = 0; i < sums.length; i++) {
      double[] bin = sums[i];
      table.add(
          new ReliabilityBin(
              edges.low(i),
              edges.high(i),
              bin[WEIGHT],
              bin[LABEL],
              bin[PREDICTION],
              unweighted ? bin[WEIGHT] : Double.NaN));
    }
    return table;
  }
}
