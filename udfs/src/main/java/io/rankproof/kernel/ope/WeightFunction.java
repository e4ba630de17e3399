package io.rankproof.kernel.ope;

/**
 * Ways to keep an importance weight w in check with a bound b >= 1, all on the scale of weights: as
 * b grows each tends to w itself.
 */
public enum WeightFunction {
  /** min(w, b). */
  CLIPPED,
  /** w / (1 - 1/b + w/b): at b = 1 it is 1, for large w it tends to b; 0 stays 0. */
  SUB_GAUSSIAN,
  /** w where w is at most b, else 0. */
  SWITCHED,
  /** w b^2 / (w^2 + b^2), at most b/2. */
  SHRUNK;

  /**
   * The bounded weight.
   *
   * @param weight at least 0
   * @param bound at least 1
   */
  public double of(double weight, double bound) {
    return switch (this) {
      case CLIPPED -> Math.min(weight, bound);
      case SUB_GAUSSIAN -> weight * bound / (bound - 1 + weight);
      case SWITCHED -> weight <= bound ? weight : 0;
      case SHRUNK -> weight * (bound * bound) / (weight * weight + bound * bound);
    };
  }
}
