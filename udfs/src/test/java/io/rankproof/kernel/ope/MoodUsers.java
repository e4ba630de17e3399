package io.rankproof.kernel.ope;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What simulations of several loggers have in common: users of moods, contexts and five items. */
final class MoodUsers {
  static final int CONTEXTS = 20;
  static final int ITEMS = 5;

  /** A user's visits are more, and more rewarded, the better the mood. */
  static final double[] MOODS = {0.5, 1, 1.5};

  static final int[] VISITS = {2, 4, 6};

  /** Over visits. */
  static final double MEAN_MOOD = (2 * 0.5 + 4 * 1 + 6 * 1.5) / 12;

  private MoodUsers() {}

  /** Chance of a reward in an even mood, by item. */
  static double[] relevance(SplittableRandom random) {
    return IntStream.range(0, ITEMS).mapToDouble(i -> random.nextDouble(0.05, 0.6)).toArray();
  }

  /** Probabilities of items. */
  static double[] probabilities(SplittableRandom random) {
    double[] odds = IntStream.range(0, ITEMS).mapToDouble(i -> random.nextDouble(0.1, 1)).toArray();
    double sum = Arrays.stream(odds).sum();
    return Arrays.stream(odds).map(odd -> odd / sum).toArray();
  }

  static int drawn(SplittableRandom random, double[] probabilities) {
    double left = random.nextDouble();
    int item = 0;
    while (item < probabilities.length - 1 && left >= probabilities[item]) {
      left -= probabilities[item++];
    }
    return item;
  }

  static double mean(double[] errors) {
    return Arrays.stream(errors).average().orElseThrow();
  }

  static double rms(double[] errors) {
    return Math.sqrt(Arrays.stream(errors).map(e -> e * e).average().orElseThrow());
  }
}
