package io.rankproof.kernel.point;

/**
 * Maps a score to a long of the same order: the double's bits, with those of negative numbers
 * flipped.
 *
 * <p>Missing scores (NaN or infinite) share one key below all others: they rank last.
 */
final class ScoreKey {
  static final long MISSING = Long.MIN_VALUE;

  private ScoreKey() {}

  static long of(double score) {
    if (!Double.isFinite(score)) {
      return MISSING;
    }
    return flip(Double.doubleToRawLongBits(score + 0.0));
  }

  /** The score of a key; negative infinity for the missing ones. */
  static double score(long key) {
    return key == MISSING ? Double.NEGATIVE_INFINITY : Double.longBitsToDouble(flip(key));
  }

  private static long flip(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
