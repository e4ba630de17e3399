package io.rankproof.simulate;

/** Random numbers that are functions of (seed, stream, key, key). */
final class Draws {
  private static final double SQRT_3 = StrictMath.sqrt(3);

  private final long[] seeds = new long[Stream.values().length];

  Draws(long seed) {
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = XxHash64.hash(i, seed);
    }
  }

  long bits(Stream stream, long first, long second) {
    return XxHash64.hash(second, XxHash64.hash(first, seeds[stream.ordinal()]));
  }

  /** Uniform in [0, 1). */
  double uniform(Stream stream, long first, long second) {
    return (bits(stream, first, second) >>> 11) * 0x1.0p-53;
  }

  /**
   * Mean 0, variance 1: the scaled sum of four uniform 16-bit pieces of one hash (Irwin-Hall).
   * Nearly normal, inside +-3.47, and far cheaper than a quantile function.
   */
  double noise(Stream stream, long first, long second) {
    long bits = bits(stream, first, second);
    double sum = 0;
    for (int piece = 0; piece < 4; piece++) {
      sum += centred(bits, piece);
    }
    return sum * SQRT_3;
  }

  /** One of four uniform 16-bit pieces, in (-1/2, 1/2). */
  static double centred(long bits, int piece) {
    return (((bits >>> (16 * piece)) & 0xFFFF) + 0.5) * 0x1.0p-16 - 0.5;
  }
}
