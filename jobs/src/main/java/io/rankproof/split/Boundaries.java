package io.rankproof.split;

import io.rankproof.ingest.TimeHistogram;
import java.util.Optional;

/**
 * Boundaries that give train, validation and test their shares of the requests that are in a set,
 * those of the gaps left out. The first boundary is the latest for which the second one, placed so
 * that validation has its share relative to train, leaves the test set at least its own.
 *
 * @param gap in microseconds
 * @param matureUntil in microseconds since 1970; later requests are in no set
 */
record Boundaries(TimeHistogram times, long gap, long matureUntil) {
  private static final double ROUNDING = 1e-9;

  /** Start of validation and of test in microseconds since 1970; empty when a set stays empty. */
  Optional<long[]> forShares(double train, double validation) {
    long all = times.before(matureUntil + 1);
    for (int start = times.size() - 1; start > 0; start--) {
      long trained = times.before(times.first(start) - gap);
      if (trained == 0) {
        return Optional.empty();
      }
      double total = trained / train;
      int test = testStart(start, validation * total);
      if (test > 0 && atLeast(all - times.beforeBucket(test), (1 - train - validation) * total)) {
        return Optional.of(new long[] {times.first(start), times.first(test)});
      }
    }
    return Optional.empty();
  }

  /** First bucket after {@code start} that leaves validation this many requests; -1: none. */
  private int testStart(int start, double wanted) {
    int low = start + 1;
    int high = times.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (atLeast(validated(start, middle), wanted)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < times.size() ? low : -1;
  }

  private long validated(int start, int test) {
    return times.before(times.first(test) - gap) - times.beforeBucket(start);
  }

  private static boolean atLeast(long requests, double wanted) {
    return requests > 0 && requests >= wanted - ROUNDING * Math.max(1, wanted);
  }
}
