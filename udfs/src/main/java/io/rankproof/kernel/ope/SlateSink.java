package io.rankproof.kernel.ope;

/**
 * Takes lists, cluster by cluster, request by request, from the top of each list: those of a
 * cluster complete and in an order of their own (by key), clusters in any order.
 */
public interface SlateSink {
  /** Begins a request. */
  void beginRequest(double instance);

  /**
   * Adds the next row of the request; rows below the depth do not count.
   *
   * @param instance its weight in every mean, at least 0
   * @param marginal target's over logger's probability of this item here, whatever is above it
   * @param product w_1:k, target's over logger's probability of the list down to here
   * @param above the weight of V_k: the same of the list above here, 1 at the top
   * @param prediction Q_k, ignored without predictions, as is {@code expected}
   * @param expected V_k
   */
  void add(
      double instance,
      double reward,
      double marginal,
      double product,
      double above,
      double prediction,
      double expected);

  /** Counts a request that cannot be added, since some of its rows have no weight. */
  void leaveOut();

  /**
   * Ends the cluster whose requests were added since the last end.
   *
   * @param cluster hash of its key
   */
  void endCluster(long cluster);
}
