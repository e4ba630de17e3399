package io.rankproof.kernel.stats;

/** Kish's effective sample size, (sum w)^2 / sum w^2 (Kish, "Survey Sampling", 1965). */
public final class EffectiveSize {
  private EffectiveSize() {}

  /** The effective size for given sums; 0 when there is no weight. */
  public static double of(double sum, double sumOfSquares) {
    return sumOfSquares > 0 ? sum * sum / sumOfSquares : 0;
  }
}
