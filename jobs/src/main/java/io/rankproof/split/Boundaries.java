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

  /**
   * One fold of a rolling split: the test window is the {@code fold}-th of {@code folds} windows
   * with equally many requests, as far as buckets allow; validation is the latest that has as many
   * requests as the first fold's.
   *
   * @param validation where the first fold's validation starts
   * @param test where the first test window starts
   * @return start of validation, start and end of test; empty when a test window stays empty
   */
  Optional<long[]> forFold(long validation, long test, int fold, int folds) {
    int[] edges = testEdges(test, folds);
    for (int i = 0; i < folds; i++) {
      if (edges[i] >= edges[i + 1]) {
        return Optional.empty();
      }
    }
    long start = fold == 1 ? test : times.first(edges[fold - 1]);
    long end = fold == folds ? matureUntil + 1 : times.first(edges[fold]);
    return Optional.of(new long[] {validationStart(validation, test, start), start, end});
  }

  /** First buckets of the test windows, and the first one after them. */
  private int[] testEdges(long test, int folds) {
    long before = times.before(test);
    long tested = times.before(matureUntil + 1) - before;
    int[] edges = new int[folds + 1];
    for (int i = 0; i <= folds; i++) {
      long least = before + (long) Math.ceil((double) tested * i / folds);
      edges[i] = i == 0 ? times.bucketFrom(test) : times.bucketAfter(least);
    }
    return edges;
  }

  private long validationStart(long validation, long test, long start) {
    if (start == test) {
      return validation;
    }
    long wanted = times.before(test - gap) - times.before(validation);
    long until = times.before(start - gap);
    int bucket = Math.max(times.bucketFrom(start - gap) - 1, 0);
    while (bucket > 0 && until - times.beforeBucket(bucket) < wanted) {
      bucket--;
    }
    return times.first(bucket);
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
