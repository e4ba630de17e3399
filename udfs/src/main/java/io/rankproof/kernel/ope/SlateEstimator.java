package io.rankproof.kernel.ope;

import java.util.Locale;

/**
 * Estimators of the reward that a target policy's whole list would get: the sum over its first
 * positions k. Of a request they need r_k, the ratio of target's and logger's probability at k, and
 * w_1:k, that of the list down to k ({@link ListWeights}).
 */
public enum SlateEstimator {
  /** Sum over k of ratio_k r_k: a reward depends on its own item alone (Li et al., KDD 2018). */
  IIPS(false, false, false),
  /** IIPS with the ratios of each position divided by their mean. */
  SN_IIPS(false, false, true),
  /** Sum over k of w_1:k r_k: also on the items above (McInerney et al., KDD 2020). */
  RIPS(true, false, false),
  /** RIPS with the products of each position divided by their mean. */
  SN_RIPS(true, false, true),
  /**
   * Sum over k of w_1:k (r_k - Q_k) + w_1:k-1 V_k, with Q_k the predicted rewards from k on after
   * what was shown down to k, V_k their mean under the target after what was shown above k
   * (Kiyohara et al., WSDM 2022).
   */
  CASCADE_DR(true, true, false),
  /** Cascade-DR with the products of each position divided by their mean. */
  SN_CASCADE_DR(true, true, true);

  private final boolean products;
  private final boolean predicts;
  private final boolean normalised;

  SlateEstimator(boolean products, boolean predicts, boolean normalised) {
    this.products = products;
    this.predicts = predicts;
    this.normalised = normalised;
  }

  /** Name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it multiplies the ratios down the list. */
  public boolean isCascade() {
    return products;
  }

  /** Whether it needs predictions. */
  public boolean needsPredictions() {
    return predicts;
  }

  /** Whether weights are divided by their mean. */
  public boolean isNormalised() {
    return normalised;
  }
}
