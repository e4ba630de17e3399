package io.rankproof.evaluate;

/**
 * What one task of an evaluation may hold, where the data could ask for more. Counts, not bytes of
 * the machine: what is computed must not depend on where it is computed.
 *
 * @param replicates doubles of replicate sums; cohorts beyond get delta intervals
 * @param drawn sums that are kept apart by propensity; in cohorts beyond, propensities are taken as
 *     known
 * @param vectors doubles of the item vectors of one request; those of rows beyond are taken as
 *     unknown
 * @param bins of all score histograms together, 2^24 at most; where they are too few, passes over
 *     the rows are repeated
 */
record TaskMemory(long replicates, long drawn, int vectors, int bins) {
  /**
   * 4 million replicate sums are 32 MB; 1 million sums apart by propensity, each with what rounding
   * left and a count, 24 MB; 16 million doubles of vectors 128 MB; 2 million bins 256 MB at most
   * ({@link io.rankproof.kernel.point.ScoreHistogram}).
   */
  static final TaskMemory DEFAULT = new TaskMemory(1L << 22, 1L << 20, 1 << 24, 1 << 21);

  /** The same with other bins. */
  TaskMemory withBins(int ofHistograms) {
    return new TaskMemory(replicates, drawn, vectors, ofHistograms);
  }
}
