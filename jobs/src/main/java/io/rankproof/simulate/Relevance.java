package io.rankproof.simulate;

import io.rankproof.config.SimulateConfig;

/**
 * The probability of a click when the item is examined:
 *
 * <pre>
 * logit r = logit(base) + 1.0 match(user, item) + 0.7 quality(item) + 0.8 freshness(age)
 *           + 0.4 affinity(country, category) + offset(platform)
 * </pre>
 *
 * with freshness = 1 / (1 + age / 7 days).
 */
final class Relevance {
  private static final double MATCH = 1.0;
  private static final double QUALITY = 0.7;
  private static final double FRESHNESS = 0.8;
  private static final double AFFINITY = 0.4;
  private static final double HALF_FRESH = 7.0 * RequestClock.MICROS_PER_DAY;

  /** By platform: ios, android, web. */
  private static final double[] PLATFORM = {0.1, 0, -0.2};

  private final double base;
  private final double[][] affinity = new double[Users.COUNTRIES.length][Items.CATEGORIES.length];

  Relevance(Draws draws, SimulateConfig config) {
    base = StrictMath.log(config.baseRelevance() / (1 - config.baseRelevance()));
    for (int country = 0; country < affinity.length; country++) {
      for (int category = 0; category < affinity[country].length; category++) {
        affinity[country][category] = AFFINITY * draws.noise(Stream.AFFINITY, country, category);
      }
    }
  }

  /** What is the same for all items of a request. */
  double offset(int platform) {
    return base + PLATFORM[platform];
  }

  /**
   * @param age of the item in microseconds, at least 0
   */
  double logit(double offset, double match, double quality, long age, int country, int category) {
    return offset
        + MATCH * match
        + QUALITY * quality
        + FRESHNESS / (1 + age / HALF_FRESH)
        + affinity[country][category];
  }

  static double probability(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }
}
