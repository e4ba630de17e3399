package io.rankproof.decide;

import io.rankproof.result.Figures;
import java.util.Locale;

/**
 * How much data would settle a test that came out on neither side of its threshold. Standard errors
 * shrink with the square root of the number of clusters, so with {@code m} times the clusters and
 * the same estimate the interval excludes the threshold when {@code m = (q SE / |gain -
 * threshold|)^2}, q being the quantile of the test's level. A new log of that size does so half of
 * the time; adding the normal quantile of 0.8 to q does it in 80%.
 */
final class Needed {
  private static final double POWER_80 = 0.8416212335729143;
  private static final double HOPELESS = 1000;

  private Needed() {}

  /**
   * @param tail one-sided level of the test
   * @return a phrase for people, such as {@code 2.1 times the clusters (...)}
   */
  static String toSettle(PairedTest test, double threshold, double tail) {
    double distance = Math.abs(test.gain() - threshold);
    double multiple = multiple(test, distance, test.quantile(tail));
    double powered = multiple(test, distance, test.quantile(tail) + POWER_80);
    if (!(multiple <= HOPELESS)) {
      return "over 1,000 times the clusters: the difference is too close to the threshold for this"
          + " kind of log to settle";
    }
    return times(multiple)
        + " times the clusters ("
        + Figures.count((long) Math.ceil(multiple * test.clusters()))
        + " instead of "
        + Figures.count(test.clusters())
        + ") if the estimate stays; "
        + times(powered)
        + " times for an 80% chance";
  }

  private static String times(double multiple) {
    return String.format(Locale.ROOT, "%.1f", multiple);
  }

  private static double multiple(PairedTest test, double distance, double quantile) {
    double ratio = quantile * test.se() / distance;
    return ratio * ratio;
  }
}
