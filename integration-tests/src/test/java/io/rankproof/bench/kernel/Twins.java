package io.rankproof.bench.kernel;

/** A comparison of two ways to the same numbers. */
final class Twins {
  private static final double TOLERANCE = 1e-9;

  private Twins() {}

  static void requireEqual(double[] kernel, double[] naive) {
    for (int i = 0; i < kernel.length; i++) {
      if (!(Math.abs(kernel[i] - naive[i]) <= TOLERANCE * Math.max(1, Math.abs(naive[i])))) {
        throw new IllegalStateException(
            "value " + i + ": kernel " + kernel[i] + ", naive " + naive[i]);
      }
    }
  }
}
