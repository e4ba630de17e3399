package io.rankproof.kernel.ope;

import java.util.Arrays;
import java.util.Random;

/**
 * Requests of four items that are put in order: contexts with items of their own, a logger and a
 * target that are softmaxes over scores of their own, users of three moods whose requests are the
 * more the better the mood. In a cascade no item is put back and a click halves the chance of
 * clicks below; else each place is filled on its own and a click depends on its item and place.
 *
 * <p>The reward model is wrong: too flat, and it knows neither moods nor clicks above.
 */
final class SoftmaxWorld {
  static final int ITEMS = 4;
  private static final int CONTEXTS = 20;
  private static final double[] EXAMINED = {1, 0.7, 0.5, 0.35};
  private static final double[] MOODS = {0.6, 1, 1.4};
  private static final int[] REQUESTS = {1, 2, 3};

  private final double[][] relevance = new double[CONTEXTS][ITEMS];
  private final double[][] logger = new double[CONTEXTS][ITEMS];
  private final double[][] target = new double[CONTEXTS][ITEMS];
  private final double[][] expected = new double[CONTEXTS][];
  private final boolean cascade;

  /** Reward per request. */
  final double truth;

  /** What the log gives of both kinds of value. */
  record Log(RoundSums rounds, SlateSums lists) {}

  SoftmaxWorld(long seed, boolean cascade) {
    this.cascade = cascade;
    Random random = new Random(seed);
    for (int x = 0; x < CONTEXTS; x++) {
      for (int item = 0; item < ITEMS; item++) {
        double quality = random.nextGaussian();
        relevance[x][item] = 0.7 / (1 + Math.exp(0.5 - 1.2 * quality));
        logger[x][item] = Math.exp(0.3 * random.nextGaussian());
        target[x][item] = Math.exp(0.8 * quality);
      }
      int context = x;
      double[] logOdds = Arrays.stream(target[x]).map(Math::log).toArray();
      expected[x] =
          new SoftmaxRanking(logOdds, cascade).expected((item, k) -> predicted(context, item, k));
    }
    truth = truth();
  }

  private double predicted(int x, int item, int k) {
    return 0.05 + 0.4 * EXAMINED[k] * relevance[x][item];
  }

  private double click(int x, int item, int k, double mood, boolean clickedAbove) {
    return mood * EXAMINED[k] * relevance[x][item] * (cascade && clickedAbove ? 0.5 : 1);
  }

  private double truth() {
    double rewards = 0;
    for (int mood = 0; mood < MOODS.length; mood++) {
      for (int x = 0; x < CONTEXTS; x++) {
        rewards += REQUESTS[mood] * value(x, MOODS[mood], 0, 0, false) / CONTEXTS;
      }
    }
    return rewards / Arrays.stream(REQUESTS).sum();
  }

  /** Reward from place k on under the target, over everything that can happen. */
  private double value(int x, double mood, int used, int k, boolean clicked) {
    double value = 0;
    for (int item = 0; item < ITEMS && k < ITEMS; item++) {
      double chance = probability(target[x], used, item);
      if (chance > 0) {
        double click = click(x, item, k, mood, clicked);
        int then = used | 1 << item;
        value +=
            chance
                * (click * (1 + value(x, mood, then, k + 1, true))
                    + (1 - click) * value(x, mood, then, k + 1, clicked));
      }
    }
    return value;
  }

  private double probability(double[] odds, int used, int item) {
    double sum = 0;
    for (int other = 0; other < ITEMS; other++) {
      sum += isLeft(used, other) ? odds[other] : 0;
    }
    return isLeft(used, item) ? odds[item] / sum : 0;
  }

  private boolean isLeft(int used, int item) {
    return !cascade || (used & 1 << item) == 0;
  }

  Log log(int users, long seed) {
    Random random = new Random(seed);
    Log log =
        new Log(
            new RoundSums(new double[] {1, 8}, true, Double.NaN),
            new SlateSums(SlateShape.all(ITEMS, true)));
    for (int user = 0; user < users; user++) {
      int mood = random.nextInt(MOODS.length);
      for (int n = 0; n < REQUESTS[mood]; n++) {
        request(log, MOODS[mood], random);
      }
      log.rounds().endCluster();
      log.lists().endCluster();
    }
    return log;
  }

  private void request(Log log, double mood, Random random) {
    int x = random.nextInt(CONTEXTS);
    double tail = Arrays.stream(expected[x]).sum();
    double product = 1;
    int used = 0;
    boolean clicked = false;
    log.lists().beginRequest(1);
    for (int k = 0; k < ITEMS; k++) {
      int item = draw(x, used, random);
      double ratio = probability(target[x], used, item) / probability(logger[x], used, item);
      double above = product;
      product *= ratio;
      boolean click = random.nextDouble() < click(x, item, k, mood, clicked);
      double reward = click ? 1 : 0;
      double q = predicted(x, item, k);
      double v = expected[x][k];
      log.rounds().add(1, cascade ? product : ratio, 1, reward, q, v);
      log.lists().add(1, reward, ratio, product, above, q + tail - v, tail);
      tail -= v;
      clicked |= click;
      used |= 1 << item;
    }
  }

  private int draw(int x, int used, Random random) {
    double u = random.nextDouble();
    int last = -1;
    for (int item = 0; item < ITEMS; item++) {
      if (isLeft(used, item)) {
        last = item;
        u -= probability(logger[x], used, item);
        if (u < 0) {
          return item;
        }
      }
    }
    return last;
  }
}
