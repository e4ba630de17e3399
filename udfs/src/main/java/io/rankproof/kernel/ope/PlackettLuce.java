package io.rankproof.kernel.ope;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A softmax that fills a list from the top without putting an item back: each place goes to one of
 * the items that are left, in proportion to their odds (Luce 1959, Plackett 1975).
 *
 * <p>It is the order of arrival of independent exponential times with the odds as rates (Yellott,
 * J. Math. Psych. 1977). So an item is at place k with the probability that it arrives when k of
 * the others (from 0) have: the integral over times t of rate e^(-rate t) P(k others before t). The
 * integrand is analytic in log t, so equal steps of x with log t = x - e^(-x), which ends the lower
 * tail (Takahasi and Mori 1974), are exact but for rounding, once they are short next to the spread
 * of the arrivals: the k-th one's log t varies by at least 1.24 / sqrt(items), since (u e^-u summed
 * over items)^2 is at most 0.648 items times the variance of how many arrived.
 *
 * <p>Items more than e^50 times as likely as all others come first, but for a chance that rounding
 * loses: groups of items with such a gap between them are lists of their own, one below the other.
 * So odds may be as far apart as can be, and are given as logarithms.
 *
 * <p>Work of a group: per step the square of the items that may or may not have arrived; steps:
 * sqrt(items) times the range of the log odds, at most 50 times the items.
 */
final class PlackettLuce {
  private static final double APART = 50;
  private static final double LONGEST_STEP = 0.15;
  private static final double STEP_OF_SPREAD = 0.6;
  private static final double EARLIEST = -3.9;
  private static final double LATEST = 50;
  private static final double LOG_LATEST = Math.log(LATEST);
  private static final double LOG_NEGLIGIBLE = Math.log(1e-22);

  private final double[] logOdds;
  private final double[][] marginals;

  /**
   * @param logOdds of the items of a group, the largest first and 0
   */
  private PlackettLuce(double[] logOdds) {
    this.logOdds = logOdds;
    this.marginals = new double[logOdds.length][logOdds.length];
  }

  /**
   * By item and place, the probability that the item is there. Items with odds 0 are nowhere: the
   * places below the others are empty.
   *
   * @param logOdds finite, or minus infinity: odds of 0
   */
  static double[][] marginals(double[] logOdds) {
    double[][] all = new double[logOdds.length][logOdds.length];
    int[] possible =
        IntStream.range(0, logOdds.length)
            .filter(i -> logOdds[i] > Double.NEGATIVE_INFINITY)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -logOdds[i]))
            .mapToInt(i -> i)
            .toArray();
    int from = 0;
    for (int to = 1; to <= possible.length; to++) {
      if (to == possible.length || logOdds[possible[to - 1]] - logOdds[possible[to]] > APART) {
        addGroup(logOdds, Arrays.copyOfRange(possible, from, to), from, all);
        from = to;
      }
    }
    return all;
  }

  /**
   * @param items of the group, the most likely one first
   * @param above items of the groups above
   */
  private static void addGroup(double[] logOdds, int[] items, int above, double[][] all) {
    double most = logOdds[items[0]];
    double[] own = Arrays.stream(items).mapToDouble(item -> logOdds[item] - most).toArray();
    double[][] found = new PlackettLuce(own).integrated();
    for (int i = 0; i < items.length; i++) {
      System.arraycopy(found[i], 0, all[items[i]], above, items.length);
    }
  }

  private double[][] integrated() {
    double step = Math.min(LONGEST_STEP, STEP_OF_SPREAD / Math.sqrt(logOdds.length));
    double last = LOG_LATEST - logOdds[logOdds.length - 1];
    int gone = 0;
    int begun = 0;
    for (int n = 0; EARLIEST + n * step <= last; n++) {
      double x = EARLIEST + n * step;
      double logTime = x - Math.exp(-x);
      while (gone < logOdds.length && logOdds[gone] + logTime > LOG_LATEST) {
        gone++;
      }
      while (begun < logOdds.length && logOdds[begun] + logTime > LOG_NEGLIGIBLE) {
        begun++;
      }
      add(gone, begun, logTime, step * (1 + Math.exp(-x)));
    }
    return marginals;
  }

  /**
   * Adds a time.
   *
   * @param gone number of the items that have arrived
   * @param begun those before it may have arrived or not
   * @param width of the step in log time
   */
  private void add(int gone, int begun, double logTime, double width) {
    double[] expected =
        Arrays.stream(logOdds, gone, begun).map(log -> Math.exp(log + logTime)).toArray();
    double[] waiting = Arrays.stream(expected).map(u -> Math.exp(-u)).toArray();
    double[] arrived = Arrays.stream(expected).map(u -> -Math.expm1(-u)).toArray();
    double[] count = count(waiting, arrived);
    double[] others = new double[expected.length];
    for (int i = 0; i < expected.length; i++) {
      double density = expected[i] * waiting[i] * width;
      without(count, waiting[i], arrived[i], others);
      for (int k = 0; k < expected.length; k++) {
        marginals[gone + i][gone + k] += density * others[k];
      }
    }
  }

  /** Distribution of how many have arrived. */
  private static double[] count(double[] waiting, double[] arrived) {
    double[] count = new double[waiting.length + 1];
    count[0] = 1;
    for (int i = 0; i < waiting.length; i++) {
      for (int m = i + 1; m > 0; m--) {
        count[m] = count[m] * waiting[i] + count[m - 1] * arrived[i];
      }
      count[0] *= waiting[i];
    }
    return count;
  }

  /** The same without one item, from the end from which errors shrink. */
  private static void without(double[] count, double waiting, double arrived, double[] others) {
    int items = others.length;
    if (waiting >= arrived) {
      double before = 0;
      for (int m = 0; m < items; m++) {
        before = (count[m] - arrived * before) / waiting;
        others[m] = before;
      }
    } else {
      double after = 0;
      for (int m = items - 1; m >= 0; m--) {
        after = (count[m + 1] - waiting * after) / arrived;
        others[m] = after;
      }
    }
  }
}
