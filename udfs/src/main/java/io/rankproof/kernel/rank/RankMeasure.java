package io.rankproof.kernel.rank;

/** The value of one metric for one request, given where its relevant rows are ranked. */
interface RankMeasure {
  /** Told before each request how many ranks there can be. */
  default void reach(int ranks) {}

  /**
   * The value, NaN when there is none.
   *
   * @param relevant the relevant rows, at least one, in the order of their ranks
   * @param ranked how many rows are ranked, relevant or not
   */
  double value(RelevantRows relevant, int ranked);
}
