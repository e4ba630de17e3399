package io.rankproof.kernel.point;

/** Weights as whole multiples of 2^-bits, so that their sums are exact in any order. */
final class WeightUnits {
  private static final double MOST_UNITS = 0x1p62;

  private final int bits;
  private final double scale;
  private final double unit;

  /**
   * Keeps this many binary digits behind the point: 0 to 52; with 0 only whole weights are exact.
   */
  WeightUnits(int bits) {
    if (bits < 0 || bits > 52) {
      throw new IllegalArgumentException("weight bits are " + bits + ": allowed are 0 to 52");
    }
    this.bits = bits;
    this.scale = Math.scalb(1.0, bits);
    this.unit = Math.scalb(1.0, -bits);
  }

  int bits() {
    return bits;
  }

  /** The nearest multiple, but at least one unit for a positive weight: no row vanishes. */
  long of(double weight) {
    double units = Math.rint(weight * scale);
    if (!(weight >= 0 && units < MOST_UNITS)) {
      throw new IllegalArgumentException(
          "weight is " + weight + ": it must be at least 0 and below " + MOST_UNITS * unit);
    }
    return units == 0 && weight > 0 ? 1 : (long) units;
  }

  double weight(long units) {
    return units * unit;
  }

  /** How far rounding moved a weight, relative to it. */
  double relativeError(double weight, long units) {
    double kept = weight(units);
    return kept == weight ? 0 : Math.abs(kept - weight) / weight;
  }
}
