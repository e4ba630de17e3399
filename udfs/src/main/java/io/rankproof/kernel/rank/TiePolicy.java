package io.rankproof.kernel.rank;

/** What decides between rows of a request that have the same score. */
public enum TiePolicy {
  /**
   * Nothing does: a metric is its exact expectation over all orders of the tied rows (McSherry and
   * Najork, ECIR 2008). A constant score gets chance level.
   */
  EXPECTED(false),
  /** The smaller tie key comes first; the key is a seeded hash of the item. */
  HASH(true),
  /**
   * The smaller tie key comes first; the key puts document ids in descending order, which is how
   * trec_eval breaks ties.
   */
  TREC(true);

  private final boolean keyed;

  TiePolicy(boolean keyed) {
    this.keyed = keyed;
  }

  /** Whether {@link RequestBuffer#tieKey(int, long)} is read. Rows equal in it too stay tied. */
  public boolean usesKey() {
    return keyed;
  }
}
