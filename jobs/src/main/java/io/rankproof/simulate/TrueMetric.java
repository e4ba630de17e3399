package io.rankproof.simulate;

import io.rankproof.config.SimulateConfig;

/**
 * What a ranker is truly worth per request: a sum over positions of weight(k) x gain(item at k),
 * with the relevance probability r in the place of clicks.
 */
enum TrueMetric {
  /** Gain r, discount 1 / log2(1 + k), cut at 10: the expected DCG@10 of binary relevance. */
  DCG_10("DCG@10"),
  /** The same over that of the ideal order. */
  NDCG_10("nDCG@10"),
  /** Expected clicks: weight p_k, gain r. */
  CLICKS("clicks"),
  SAVES("saves"),
  HIDES("hides"),
  PURCHASES("purchases");

  private static final TrueMetric[] ALL = values();
  private static final int CUT = 10;
  private static final double[] DISCOUNT = discount();

  private final String label;

  TrueMetric(String label) {
    this.label = label;
  }

  static int count() {
    return ALL.length;
  }

  /** Name in the tables. */
  String label() {
    return label;
  }

  double gain(double relevance, SimulateConfig config) {
    return switch (this) {
      case DCG_10, NDCG_10, CLICKS -> relevance;
      case SAVES -> relevance * config.save().rate() * relevance;
      case PURCHASES -> relevance * config.purchase().rate() * relevance;
      case HIDES -> (1 - relevance) * config.hide().rate() * (1 - relevance);
    };
  }

  /** Weights by position, the first at index 0. */
  double[] weights(double[] examination) {
    return this == DCG_10 || this == NDCG_10 ? DISCOUNT : examination;
  }

  private static double[] discount() {
    double[] discount = new double[CUT];
    for (int k = 1; k <= CUT; k++) {
      discount[k - 1] = StrictMath.log(2) / StrictMath.log(1.0 + k);
    }
    return discount;
  }
}
