package io.rankproof.simulate;

/**
 * Ranks 0 .. n-1 in proportion to about (rank + 1)^-skew: the inverse of the distribution function
 * of the continuous power law on [1, n + 1), rounded down.
 */
final class PowerLaw {
  private final long count;
  private final double exponent;
  private final double span;

  PowerLaw(long count, double skew) {
    this.count = count;
    this.exponent = 1 - skew;
    this.span = integral(count + 1.0);
  }

  /**
   * @param uniform in [0, 1)
   */
  long rank(double uniform) {
    long rank = (long) (inverse(uniform * span) - 1);
    return Math.max(0, Math.min(count - 1, rank));
  }

  private double integral(double upper) {
    return exponent == 0 ? StrictMath.log(upper) : (StrictMath.pow(upper, exponent) - 1) / exponent;
  }

  private double inverse(double area) {
    return exponent == 0 ? StrictMath.exp(area) : StrictMath.pow(1 + area * exponent, 1 / exponent);
  }
}
