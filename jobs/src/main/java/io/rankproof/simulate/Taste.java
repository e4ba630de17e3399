package io.rankproof.simulate;

/**
 * Taste vectors of eight independent components of mean 0 and variance 1, packed as two hashes of
 * four uniform 16-bit pieces.
 */
final class Taste {
  private static final double SCALE = 12 / StrictMath.sqrt(8);

  private Taste() {}

  /** Inner product of user and item over sqrt(8): mean 0, variance 1 over random pairs. */
  static double match(long userFirst, long userSecond, long itemFirst, long itemSecond) {
    return SCALE * (product(userFirst, itemFirst) + product(userSecond, itemSecond));
  }

  private static double product(long user, long item) {
    double sum = 0;
    for (int piece = 0; piece < 4; piece++) {
      sum += Draws.centred(user, piece) * Draws.centred(item, piece);
    }
    return sum;
  }
}
