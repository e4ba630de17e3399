package io.rankproof.label;

import java.io.Serializable;

/**
 * How much of what will happen inside the attribution window has happened after a time: F(e) =
 * P(delay &lt;= e | delay &lt; window), from engagements of mature impressions alone. Those of
 * young impressions would make it too steep: only their short delays have been seen.
 *
 * <p>Kept as counts in {@value #STEPS} steps of equal width, straight between them. An observed
 * engagement of an impression of age e, weighted by 1 / F(e), has the expectation of the mature
 * label (inverse probability of being seen: Horvitz and Thompson 1952; delayed feedback: Chapelle,
 * KDD 2014), where delays do not depend on the impression.
 */
public final class DelayCurve implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Steps of the curve over the window. */
  public static final int STEPS = 1000;

  private final long window;
  private final double[] completeness;

  /**
   * @param window in microseconds, above 0
   * @param counts engagements of mature impressions by step of their delay
   */
  public DelayCurve(long window, long[] counts) {
    this.window = window;
    completeness = new double[STEPS + 1];
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    long seen = 0;
    for (int step = 0; step < STEPS; step++) {
      seen += counts[step];
      completeness[step + 1] = all == 0 ? 0 : (double) seen / all;
    }
  }

  /** The step of a delay inside the window. */
  public static int step(long delay, long window) {
    return (int) Math.min(STEPS - 1, (long) ((double) delay / window * STEPS));
  }

  /** F of an age in microseconds, in [0, 1]; without any engagement 0 before the window closes. */
  public double at(long age) {
    if (age >= window) {
      return 1;
    }
    if (age <= 0) {
      return 0;
    }
    double place = (double) age / window * STEPS;
    int step = (int) Math.min(STEPS - 1, (long) place);
    return completeness[step] + (place - step) * (completeness[step + 1] - completeness[step]);
  }

  /** The least age whose F is at least this, rounded up to a step; the window when none is. */
  public long ageOf(double least) {
    for (int step = 0; step <= STEPS; step++) {
      if (completeness[step] >= least) {
        return (long) Math.ceil((double) step / STEPS * window);
      }
    }
    return window;
  }

  /** F at the ends of the steps, from 0 on. */
  double[] completeness() {
    return completeness.clone();
  }

  /** The window in microseconds. */
  long window() {
    return window;
  }
}
