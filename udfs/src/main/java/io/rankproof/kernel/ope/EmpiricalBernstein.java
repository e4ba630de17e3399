package io.rankproof.kernel.ope;

/**
 * A lower confidence bound of a mean that holds for any distribution on a bounded range, at any
 * sample size (Maurer and Pontil, "Empirical Bernstein Bounds and Sample Variance Penalization",
 * COLT 2009, theorem 4): for independent X_1 ... X_n in [0, range], with probability of at least 1
 * - delta, mean >= average - sqrt(2 V ln(2/delta) / n) - 7 range ln(2/delta) / (3 (n - 1)), V the
 * sample variance with divisor n - 1.
 */
public final class EmpiricalBernstein {
  private EmpiricalBernstein() {}

  /**
   * The bound.
   *
   * @param n number of independent values, at least 2
   * @param average of the values
   * @param variance of the values, with divisor n - 1
   * @param range the values lie in [0, range], whatever the data
   * @param level such as 0.95, which is 1 - delta
   */
  public static double lowerBound(
      long n, double average, double variance, double range, double level) {
    if (n < 2) {
      throw new IllegalArgumentException("an empirical-Bernstein bound needs two values, not " + n);
    }
    double log = Math.log(2 / (1 - level));
    return average
        - Math.sqrt(2 * Math.max(variance, 0) * log / n)
        - 7 * range * log / (3 * (n - 1.0));
  }
}
