package io.rankproof.kernel.rank;

/** Numbers as they are written in metric names: no trailing ".0". */
final class Numbers {
  private Numbers() {}

  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
