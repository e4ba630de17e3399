package io.rankproof.bench.kernel;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Ranking metrics at 10 of one request as one writes them first: sort, then walk down the list. */
final class NaiveRanking {
  private static final int K = 10;

  private NaiveRanking() {}

  static double ndcg(double[] scores, double[] labels) {
    return dcg(scores, labels) / dcg(labels, labels);
  }

  private static double dcg(double[] scores, double[] labels) {
    Integer[] byScore = order(scores);
    double dcg = 0;
    for (int i = 0; i < Math.min(K, scores.length); i++) {
      dcg += gain(labels[byScore[i]]) * discount(i);
    }
    return dcg;
  }

  /** Where scores tie, each row has the mean discount of the places that it may be at. */
  static double tiedNdcg(double[] scores, double[] labels) {
    Integer[] byScore = order(scores);
    double dcg = 0;
    for (int from = 0; from < scores.length; ) {
      double discounts = 0;
      double gains = 0;
      int to = from;
      while (to < scores.length && scores[byScore[to]] == scores[byScore[from]]) {
        discounts += to < K ? discount(to) : 0;
        gains += gain(labels[byScore[to]]);
        to++;
      }
      dcg += gains * discounts / (to - from);
      from = to;
    }
    return dcg / dcg(labels, labels);
  }

  /** For grades up to 4. */
  static double err(double[] scores, double[] labels) {
    Integer[] byScore = order(scores);
    double arriving = 1;
    double err = 0;
    for (int i = 0; i < Math.min(K, scores.length); i++) {
      double stops = gain(labels[byScore[i]]) / 16;
      err += arriving * stops / (i + 1);
      arriving *= 1 - stops;
    }
    return err;
  }

  private static double gain(double label) {
    return Math.pow(2, label) - 1;
  }

  private static double discount(int place) {
    return Math.log(2) / Math.log(place + 2);
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
