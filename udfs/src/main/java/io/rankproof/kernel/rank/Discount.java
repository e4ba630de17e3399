package io.rankproof.kernel.rank;

/** What a rank is worth in a sum over items. */
interface Discount {
  /** Makes ranks up to this one available. */
  void reach(int rank);

  /** The worth of a rank, 1-based. */
  double at(int rank);

  /**
   * The mean worth of the ranks ahead + 1 ... ahead + tied, those below {@code depth} being worth
   * 0: what a row tied with others expects.
   */
  double mean(int ahead, int tied, int depth);
}
