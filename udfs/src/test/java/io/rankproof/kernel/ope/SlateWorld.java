package io.rankproof.kernel.ope;

import java.util.Random;

/**
 * Lists of three different items out of five, filled from the top by a softmax over the items that
 * are left: the logger's with one score of the items, the target's with another. With {@code
 * cascade}, a click makes users half as likely to click further down; otherwise a click depends on
 * its own item and position alone.
 */
final class SlateWorld {
  private static final int ITEMS = 5;
  private static final int LENGTH = 3;
  private static final double[] EXAMINED = {1, 0.7, 0.5};

  private final double[] relevance = new double[ITEMS];
  private final double[] logger = new double[ITEMS];
  private final double[] target = new double[ITEMS];
  private final boolean cascade;
  final double truth;

  SlateWorld(long seed, boolean cascade) {
    this.cascade = cascade;
    Random random = new Random(seed);
    for (int item = 0; item < ITEMS; item++) {
      double quality = random.nextGaussian();
      relevance[item] = 1 / (1 + Math.exp(0.5 - quality));
      logger[item] = Math.exp(0.3 * random.nextGaussian());
      target[item] = Math.exp(0.8 * quality);
    }
    truth = value(0, 0, 0, false);
  }

  /** Exact reward from position k on under the target. */
  private double value(int used, int k, double clicked, boolean predicting) {
    if (k == LENGTH) {
      return 0;
    }
    double value = 0;
    for (int item = 0; item < ITEMS; item++) {
      if ((used & 1 << item) == 0) {
        value += probability(target, used, item) * valueOf(item, used, k, clicked, predicting);
      }
    }
    return value;
  }

  /** Reward from position k on, once {@code item} is there. */
  private double valueOf(int item, int used, int k, double clicked, boolean predicting) {
    int then = used | 1 << item;
    double p = click(item, k, clicked > 0);
    if (predicting || !cascade) {
      // a model that knows nothing of clicks above
      return (predicting ? 0.8 : 1) * click(item, k, false) + value(then, k + 1, 0, predicting);
    }
    return p * (1 + value(then, k + 1, 1, false)) + (1 - p) * value(then, k + 1, clicked, false);
  }

  private double click(int item, int k, boolean clickedAbove) {
    return EXAMINED[k] * relevance[item] * (cascade && clickedAbove ? 0.5 : 1);
  }

  private static double probability(double[] scores, int used, int item) {
    double sum = 0;
    for (int other = 0; other < ITEMS; other++) {
      sum += (used & 1 << other) == 0 ? scores[other] : 0;
    }
    return scores[item] / sum;
  }

  /**
   * Marginal probability that an item is at position k. Under the independent estimator the ratio
   * is of these.
   */
  private static double marginal(double[] scores, int item, int k, int used) {
    if (k == 0) {
      return (used & 1 << item) == 0 ? probability(scores, used, item) : 0;
    }
    double sum = 0;
    for (int first = 0; first < ITEMS; first++) {
      if ((used & 1 << first) == 0 && first != item) {
        sum += probability(scores, used, first) * marginal(scores, item, k - 1, used | 1 << first);
      }
    }
    return sum;
  }

  /** A log of users with one to three requests. */
  SlateSums log(int users, long seed) {
    SlateSums sums = new SlateSums(SlateShape.all(LENGTH, true));
    log(users, seed, sums);
    return sums;
  }

  /** The same log for any sink; a user is a cluster. */
  void log(int users, long seed, SlateSink sums) {
    double[][] marginals = new double[LENGTH][ITEMS];
    for (int k = 0; k < LENGTH; k++) {
      for (int item = 0; item < ITEMS; item++) {
        marginals[k][item] = marginal(target, item, k, 0) / marginal(logger, item, k, 0);
      }
    }
    Random random = new Random(seed);
    for (int user = 0; user < users; user++) {
      for (int n = random.nextInt(3); n >= 0; n--) {
        request(sums, marginals, random);
      }
      sums.endCluster(user);
    }
  }

  private void request(SlateSink sums, double[][] marginals, Random random) {
    int used = 0;
    boolean clicked = false;
    double product = 1;
    sums.beginRequest(1);
    for (int k = 0; k < LENGTH; k++) {
      int item = draw(used, random);
      double ratio = probability(target, used, item) / probability(logger, used, item);
      double expected = value(used, k, 0, true);
      double prediction = valueOf(item, used, k, 0, true);
      boolean click = random.nextDouble() < click(item, k, clicked);
      double above = product;
      product *= ratio;
      sums.add(1, click ? 1 : 0, marginals[k][item], product, above, prediction, expected);
      clicked |= click;
      used |= 1 << item;
    }
  }

  private int draw(int used, Random random) {
    double u = random.nextDouble();
    int last = -1;
    for (int item = 0; item < ITEMS; item++) {
      if ((used & 1 << item) == 0) {
        last = item;
        u -= probability(logger, used, item);
        if (u < 0) {
          return item;
        }
      }
    }
    return last;
  }
}
