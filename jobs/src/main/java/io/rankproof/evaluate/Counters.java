package io.rankproof.evaluate;

/** Places of the exact counts that are kept besides the sums. */
final class Counters {
  static final int REQUESTS = 0;
  static final int ROWS = 1;

  /** Relevant rows, of which {@link #tied} are tied. */
  static final int RELEVANT = 2;

  private static final int FIRST = 3;

  private Counters() {}

  static int tied(int model) {
    return FIRST + 2 * model;
  }

  static int missing(int model) {
    return FIRST + 2 * model + 1;
  }

  static int count(int models) {
    return FIRST + 2 * models;
  }
}
