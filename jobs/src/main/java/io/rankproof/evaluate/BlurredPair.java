package io.rankproof.evaluate;

import java.util.Comparator;

/**
 * A model in a cohort whose histogram has too few bins.
 *
 * @param cohort the cohort
 * @param model the model
 * @param rows of both
 * @param need how many bins it needs
 */
record BlurredPair(int cohort, int model, long rows, BinNeed need)
    implements Comparable<BlurredPair> {
  private static final Comparator<BlurredPair> ORDER =
      Comparator.comparingLong((BlurredPair pair) -> -pair.rows)
          .thenComparingInt(BlurredPair::cohort)
          .thenComparingInt(BlurredPair::model);

  /** The largest cohorts first. */
  @Override
  public int compareTo(BlurredPair other) {
    return ORDER.compare(this, other);
  }
}
