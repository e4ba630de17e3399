package io.rankproof.kernel.ope;

/**
 * Takes rounds, cluster by cluster: those of a cluster complete and in an order of their own (by
 * key), clusters in any order.
 */
public interface RoundSink {
  /**
   * Adds a round of the log that a target is valued from.
   *
   * @param instance its weight in every mean, at least 0
   * @param target the target's probability of what was shown, at least 0
   * @param propensity the logger's, above 0
   * @param prediction of the reward; ignored without predictions, as is {@code expected}
   * @param expected predicted reward of what the target would have shown
   */
  void add(
      double instance,
      double target,
      double propensity,
      double reward,
      double prediction,
      double expected);

  /** Adds a round of the log that the value is compared with. */
  void addOther(double instance, double reward);

  /**
   * Adds what a target that was estimated from this round owes to it: its first-order effect on the
   * sums of i w r and of i w. Over all rounds these add up to 0.
   */
  void addInfluence(double onWeightedReward, double onWeight);

  /**
   * Ends the cluster whose rounds were added since the last end.
   *
   * @param cluster hash of its key
   */
  void endCluster(long cluster);
}
