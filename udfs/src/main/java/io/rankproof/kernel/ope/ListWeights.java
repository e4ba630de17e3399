package io.rankproof.kernel.ope;

/** Weights down a list, row by row from its top. */
public interface ListWeights {
  /**
   * Begins a list.
   *
   * @param length rows that it has
   */
  void begin(int length);

  /**
   * Goes on to the next row.
   *
   * @param target the target's probability of it
   * @param logged those of the logger, or of each of several, from index {@code from} on
   */
  void next(double target, double[] logged, int from);

  /** w_1:k, of the list down to the row. */
  double product();

  /** The weight of what is expected at the row: that of the list above it, 1 at the top. */
  double above();
}
