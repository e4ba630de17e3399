package io.rankproof.evaluate;

/** What is known, not assumed, of where rows lie. */
public enum Layout {
  /** Nothing: the rows of a request may lie anywhere. */
  ANY,
  /**
   * In each file the rows of a cluster (a user, or a request where there are no users) follow one
   * another, in them those of each of its requests, and no other file has rows of that cluster. So
   * the jobs {@code prepare} and {@code score} write their tables. Claimed of rows that do not lie
   * so, results are wrong.
   */
  TOGETHER
}
