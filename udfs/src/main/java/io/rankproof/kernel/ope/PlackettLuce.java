package io.rankproof.kernel.ope;

import java.util.Arrays;
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
 * <p>Work: per step the square of the items that may or may not have arrived; steps: sqrt(items)
 * times the range of the log odds.
 */
final class PlackettLuce {
  private static final double LONGEST_STEP = 0.15;
  private static final double STEP_OF_SPREAD = 0.6;
  private static final double EARLIEST = -3.9;
  private static final double LATEST = 50;
  private static final double NEGLIGIBLE = 1e-22;

  private final double[] logOdds;
  private final double[][] marginals;

  /** Of items whose odds are above 0. */
  private PlackettLuce(double[] odds) {
    double most = Arrays.stream(odds).max().orElseThrow();
    logOdds = Arrays.stream(odds).map(odd -> Math.log(odd) - Math.log(most)).toArray();
    marginals = new double[odds.length][odds.length];
  }

  /**
   * By item and place, the probability that the item is there. Items with odds 0 are nowhere: the
   * places below the others are empty.
   *
   * @param odds finite and not negative
   */
  static double[][] marginals(double[] odds) {
    double[][] all = new double[odds.length][odds.length];
    int[] possible = IntStream.range(0, odds.length).filter(i -> odds[i] > 0).toArray();
    if (possible.length == 0) {
      return all;
    }
    double[][] found =
        new PlackettLuce(Arrays.stream(possible).mapToDouble(i -> odds[i]).toArray()).integrated();
    for (int i = 0; i < possible.length; i++) {
      System.arraycopy(found[i], 0, all[possible[i]], 0, possible.length);
    }
    return all;
  }

  private double[][] integrated() {
    double step = Math.min(LONGEST_STEP, STEP_OF_SPREAD / Math.sqrt(logOdds.length));
    double last = Math.log(LATEST) - Arrays.stream(logOdds).min().orElseThrow();
    for (int n = 0; EARLIEST + n * step <= last; n++) {
      double x = EARLIEST + n * step;
      addTime(x - Math.exp(-x), step * (1 + Math.exp(-x)));
    }
    return marginals;
  }

  /**
   * @param width of the step in log time
   */
  private void addTime(double logTime, double width) {
    int gone = 0;
    int size = 0;
    int[] undecided = new int[logOdds.length];
    double[] expected = new double[logOdds.length];
    for (int i = 0; i < logOdds.length; i++) {
      double arrivals = Math.exp(logOdds[i] + logTime);
      if (arrivals > LATEST) {
        gone++;
      } else if (arrivals > NEGLIGIBLE) {
        undecided[size] = i;
        expected[size++] = arrivals;
      }
    }
    add(Arrays.copyOf(undecided, size), Arrays.copyOf(expected, size), gone, width);
  }

  /**
   * @param items which at this time may have arrived or not
   * @param expected arrivals of each of them
   * @param gone number of the items that have arrived
   */
  private void add(int[] items, double[] expected, int gone, double width) {
    double[] waiting = Arrays.stream(expected).map(u -> Math.exp(-u)).toArray();
    double[] arrived = Arrays.stream(expected).map(u -> -Math.expm1(-u)).toArray();
    double[] count = count(waiting, arrived);
    double[] others = new double[items.length];
    for (int i = 0; i < items.length; i++) {
      double density = expected[i] * waiting[i] * width;
      without(count, waiting[i], arrived[i], others);
      for (int k = 0; k < items.length; k++) {
        marginals[items[i]][gone + k] += density * others[k];
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
