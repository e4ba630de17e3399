package io.rankproof.kernel.ope;

import java.util.Random;

/**
 * A contextual bandit with everything known: 20 contexts, 5 actions, users of three moods whose
 * rounds share the mood and whose number of rounds depends on it. The logger and the target choose
 * by a softmax over their own scores of a context's actions.
 */
final class BanditWorld {
  static final int CONTEXTS = 20;
  static final int ACTIONS = 5;
  private static final double[] MOODS = {-0.8, 0, 0.8};

  final double[][] logger = new double[CONTEXTS][];
  final double[][] target = new double[CONTEXTS][];
  private final double[][][] reward = new double[MOODS.length][CONTEXTS][ACTIONS];
  private final double[][] predicted = new double[CONTEXTS][ACTIONS];
  final double truth;
  final double truthPerUser;

  /**
   * @param distance how much more decided the target is than the logger
   */
  BanditWorld(long seed, double distance) {
    Random random = new Random(seed);
    double ofRounds = 0;
    double rounds = 0;
    for (int x = 0; x < CONTEXTS; x++) {
      double[] quality = new double[ACTIONS];
      double[] old = new double[ACTIONS];
      double[] better = new double[ACTIONS];
      for (int a = 0; a < ACTIONS; a++) {
        quality[a] = random.nextGaussian();
        old[a] = 0.5 * quality[a] + 0.7 * random.nextGaussian();
        better[a] = distance * (quality[a] + 0.5 * random.nextGaussian());
      }
      logger[x] = softmax(old);
      target[x] = softmax(better);
      for (int a = 0; a < ACTIONS; a++) {
        for (int m = 0; m < MOODS.length; m++) {
          reward[m][x][a] = 1 / (1 + Math.exp(1.5 - 0.8 * quality[a] - MOODS[m]));
        }
        // a model that is too flat: biased, yet better than none
        predicted[x][a] = 0.1 + 0.5 * reward[1][x][a];
      }
    }
    for (int m = 0; m < MOODS.length; m++) {
      double mean = 0;
      for (int x = 0; x < CONTEXTS; x++) {
        for (int a = 0; a < ACTIONS; a++) {
          mean += target[x][a] * reward[m][x][a] / CONTEXTS;
        }
      }
      ofRounds += meanRounds(m) * mean;
      rounds += meanRounds(m);
    }
    truth = ofRounds / rounds;
    truthPerUser = ofRounds / MOODS.length;
  }

  /** One round and a Poisson-like rest: happy users come back more often. */
  private static double meanRounds(int mood) {
    return 2 + 1.5 * mood;
  }

  private static double[] softmax(double[] scores) {
    double[] p = new double[scores.length];
    double sum = 0;
    for (int a = 0; a < p.length; a++) {
      p[a] = Math.exp(scores[a]);
      sum += p[a];
    }
    for (int a = 0; a < p.length; a++) {
      p[a] /= sum;
    }
    return p;
  }

  private static int draw(double[] p, Random random) {
    double u = random.nextDouble();
    int a = 0;
    while (a < p.length - 1 && u >= p[a]) {
      u -= p[a++];
    }
    return a;
  }

  /** Takes the rounds of a log. */
  interface Sink {
    void add(int user, double target, double propensity, double reward, double q, double v);
  }

  /** A log of this many users, each with 1 to 9 rounds. */
  void log(int users, long seed, Sink sink) {
    Random random = new Random(seed);
    for (int user = 0; user < users; user++) {
      int mood = random.nextInt(MOODS.length);
      int rounds = 1 + binomial(8, (meanRounds(mood) - 1) / 8, random);
      for (int i = 0; i < rounds; i++) {
        int x = random.nextInt(CONTEXTS);
        int a = draw(logger[x], random);
        double expected = 0;
        for (int b = 0; b < ACTIONS; b++) {
          expected += target[x][b] * predicted[x][b];
        }
        sink.add(
            user,
            target[x][a],
            logger[x][a],
            random.nextDouble() < reward[mood][x][a] ? 1 : 0,
            predicted[x][a],
            expected);
      }
    }
  }

  private static int binomial(int n, double p, Random random) {
    int count = 0;
    for (int i = 0; i < n; i++) {
      count += random.nextDouble() < p ? 1 : 0;
    }
    return count;
  }
}
