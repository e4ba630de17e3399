package io.rankproof.kernel.sum;

/**
 * A power-of-two grid on which plain double addition is exact.
 *
 * <p>Every term is rounded to a multiple of one unit, a power of two chosen so that the sum of the
 * magnitudes of all terms stays within 2^53 units. All partial sums are then integers times the
 * unit that a double holds exactly, whatever the order, the partitioning or the use of fused
 * multiply-add. It is the pre-rounding of Demmel and Nguyen, "Fast Reproducible Floating-Point
 * Summation" (ARITH 2013), with the bound known before the sum.
 *
 * <p>Rounding moves a term by at most half a unit, that is bound x 2^-52 or less: with a million
 * terms up to 1 and replicate weights up to 8 about 1e-9 per term, and some 1e-12 of the sum. Round
 * the finest terms there are (a request's value, not a partition's sum): only then are sums of any
 * grouping on the grid.
 */
public final class SumGrid {
  private static final int MAX_EXPONENT = 900;

  private final int exponent;
  private final double unit;
  private final double inverse;

  private SumGrid(int exponent) {
    this.exponent = exponent;
    this.unit = Math.scalb(1.0, exponent);
    this.inverse = Math.scalb(1.0, -exponent);
  }

  /**
   * The finest grid for terms whose magnitudes add up to at most {@code bound}.
   *
   * @param bound the sum over all terms of |weight x term|, positive and within 2^±900
   */
  public static SumGrid forTotal(double bound) {
    int exponent = Math.getExponent(bound);
    if (!(bound > 0) || Math.abs(exponent) > MAX_EXPONENT) {
      throw new IllegalArgumentException(
          "bound of a sum is " + bound + ": it must be positive and within 2^-900 to 2^900");
    }
    return new SumGrid(exponent - 51);
  }

  /** The grid whose unit is 2^exponent, for reading back a recorded {@link #exponent}. */
  public static SumGrid ofExponent(int exponent) {
    if (Math.abs(exponent + 51) > MAX_EXPONENT) {
      throw new IllegalArgumentException("grid exponent " + exponent + " is out of range");
    }
    return new SumGrid(exponent);
  }

  /** The distance between neighbouring grid values. */
  public double unit() {
    return unit;
  }

  /** The base-2 logarithm of the unit. */
  public int exponent() {
    return exponent;
  }

  /** The largest magnitude a sum may have: 2^53 units. */
  public double limit() {
    return Math.scalb(1.0, exponent + 53);
  }

  /** The nearest grid value (half to even); NaN and infinities stay what they are. */
  public double round(double term) {
    return Math.rint(term * inverse) * unit;
  }

  /** Rounds {@code length} values in place. */
  public void round(double[] values, int from, int length) {
    for (int i = from; i < from + length; i++) {
      values[i] = Math.rint(values[i] * inverse) * unit;
    }
  }

  /** Whether a value lies on the grid and within its limit. */
  public boolean holds(double value) {
    return Math.abs(value) <= limit() && round(value) == value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SumGrid grid && grid.exponent == exponent;
  }

  @Override
  public int hashCode() {
    return exponent;
  }

  @Override
  public String toString() {
    return "SumGrid(2^" + exponent + ")";
  }
}
