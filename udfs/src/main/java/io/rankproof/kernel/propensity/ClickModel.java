package io.rankproof.kernel.propensity;

/** A model of how users click in a list. */
public interface ClickModel {
  /**
   * The probabilities of a click at each place of a list: given the clicks above it, and whatever
   * was clicked above it.
   *
   * @param conditional one per impression of the list, from the top down
   * @param marginal the same
   */
  void predict(ClickLists lists, int list, double[] conditional, double[] marginal);
}
