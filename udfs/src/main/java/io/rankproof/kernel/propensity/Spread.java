package io.rankproof.kernel.propensity;

import java.util.Arrays;

/**
 * The error of an estimate from what each of G independent units moves it by (which adds up to
 * about nothing): variance G / (G - 1) sum u^2.
 *
 * <p>Where few units do most of the moving the variance is itself uncertain, so Student's degrees
 * of freedom are Satterthwaite's (1946) for a sum of squares of estimated variance: 2 (sum u^2)^2 /
 * (sum u^4 - (sum u^2)^2 / G), at least 1 and at most G - 1, which is what normal movements give.
 *
 * @param error standard error; NaN with fewer than two units
 * @param degrees of freedom
 */
public record Spread(double error, double degrees) {
  private static final Spread UNKNOWN = new Spread(Double.NaN, Double.NaN);

  static Spread of(double[] movements) {
    int units = movements.length;
    if (units < 2) {
      return UNKNOWN;
    }
    double squares = 0;
    double fourths = 0;
    for (double u : movements) {
      squares += u * u;
      fourths += u * u * u * u;
    }
    double uncertain = fourths - squares * squares / units;
    double degrees = uncertain > 0 ? 2 * squares * squares / uncertain : units - 1.0;
    return new Spread(
        Math.sqrt(squares * units / (units - 1.0)), Math.max(1, Math.min(degrees, units - 1.0)));
  }

  /** The jackknife's, from the estimates with one unit left out each. */
  static Spread jackknife(double[] left) {
    double units = left.length;
    double mean = Arrays.stream(left).average().orElse(Double.NaN);
    return of(Arrays.stream(left).map(v -> (v - mean) * (units - 1) / units).toArray());
  }
}
