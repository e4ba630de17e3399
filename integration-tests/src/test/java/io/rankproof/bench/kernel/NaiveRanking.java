package io.rankproof.bench.kernel;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Ranking metrics at 10 of one request as one writes them first: sort, then walk down the list. */
final class NaiveRanking {
  private static final int K = 10;

  private NaiveRanking() {}

  static double ndcg(double[] scores, double[] labels) {
    Integer[] byScore = order(scores);
    Integer[] byLabel = order(labels);
    double dcg = 0;
    double ideal = 0;
    for (int i = 0; i < Math.min(K, scores.length); i++) {
      double discount = Math.log(2) / Math.log(i + 2);
      dcg += (Math.pow(2, labels[byScore[i]]) - 1) * discount;
      ideal += (Math.pow(2, labels[byLabel[i]]) - 1) * discount;
    }
    return dcg / ideal;
  }

  /** nDCG, AP, RR, R, P and HitRate at 10, and AUC. */
  static double[] seven(double[] scores, double[] labels) {
    Integer[] byScore = order(scores);
    double positives = Arrays.stream(labels).filter(label -> label > 0).count();
    double found = 0;
    double precisions = 0;
    double reciprocal = 0;
    double pairs = 0;
    double negativesAbove = 0;
    double foundAtK = 0;
    for (int i = 0; i < scores.length; i++) {
      if (labels[byScore[i]] > 0) {
        found++;
        pairs += scores.length - positives - negativesAbove;
        if (i < K) {
          precisions += found / (i + 1);
          reciprocal = reciprocal == 0 ? 1.0 / (i + 1) : reciprocal;
          foundAtK = found;
        }
      } else {
        negativesAbove++;
      }
    }
    return new double[] {
      ndcg(scores, labels),
      precisions / Math.min(K, positives),
      reciprocal,
      foundAtK / positives,
      foundAtK / K,
      foundAtK > 0 ? 1 : 0,
      pairs / (positives * (scores.length - positives))
    };
  }

  private static Integer[] order(double[] values) {
    Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> -values[i]));
    return order;
  }
}
