package io.rankproof.kernel.stats;

/**
 * Agreement of two orders of the same things: Kendall's tau-b, (C - D) / sqrt((C + D + T1) (C + D +
 * T2)) over pairs, C in the same order, D in the opposite one, T1 (T2) tied in the first (second)
 * alone. M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33, 1945.
 */
public final class KendallTau {
  private KendallTau() {}

  /**
   * In [-1, 1]; NaN when an order has no two different values.
   *
   * @param first values; a NaN leaves its thing out
   * @param second values of the same things
   */
  public static double of(double[] first, double[] second) {
    long agree = 0;
    long tiedFirst = 0;
    long tiedSecond = 0;
    long ordered = 0;
    for (int i = 0; i < first.length; i++) {
      for (int j = 0; j < i; j++) {
        double a = Math.signum(first[i] - first[j]);
        double b = Math.signum(second[i] - second[j]);
        if (!Double.isNaN(a) && !Double.isNaN(b)) {
          agree += (long) (a * b);
          ordered += a != 0 && b != 0 ? 1 : 0;
          tiedFirst += a == 0 && b != 0 ? 1 : 0;
          tiedSecond += a != 0 && b == 0 ? 1 : 0;
        }
      }
    }
    double norm = Math.sqrt((double) (ordered + tiedFirst) * (ordered + tiedSecond));
    return norm == 0 ? Double.NaN : agree / norm;
  }
}
