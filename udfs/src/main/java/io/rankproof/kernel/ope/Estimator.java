package io.rankproof.kernel.ope;

import java.util.Locale;

/**
 * Estimators of a target policy's mean reward per round, from rounds (i, w, r, q, v): instance
 * weight i, importance weight w = target's / logger's probability of what was shown, reward r, the
 * reward model's prediction q of r, and the prediction v of the reward that the target would have
 * got there. N = sum i; a bounded weight depends on a bound b (see {@link WeightFunction}).
 */
public enum Estimator {
  /** Mean reward of the rounds where the target would have done the same (Li et al. 2011). */
  REPLAY(null, false, true),
  /** Sum i w r / N (Horvitz and Thompson 1952). */
  IPS(null, false, true),
  /** Sum i min(w, b) r / N (Ionides 2008). */
  CLIPPED_IPS(WeightFunction.CLIPPED, false, false),
  /** Sum i w / (1 - 1/b + w/b) r / N (Metelli, Russo and Restelli, NeurIPS 2021). */
  SUB_GAUSSIAN_IPS(WeightFunction.SUB_GAUSSIAN, false, false),
  /** Sum i w r / sum i w (Swaminathan and Joachims, NIPS 2015). */
  SNIPS(null, false, true),
  /** Sum i v / N, the reward model alone (Beygelzimer and Langford 2009). */
  DM(null, true, false),
  /** Sum i (v + w (r - q)) / N (Dudik, Langford and Li, ICML 2011). */
  DR(null, true, true),
  /** Sum i v / N + sum i w (r - q) / sum i w (Thomas and Brunskill, ICML 2016). */
  SNDR(null, true, true),
  /** DR with w where w is at most b, else 0 (Wang, Agarwal and Dudik, ICML 2017). */
  SWITCH_DR(WeightFunction.SWITCHED, true, false),
  /** DR with w b^2 / (w^2 + b^2) (Su, Dimakopoulou, Krishnamurthy and Dudik, ICML 2020). */
  DROS(WeightFunction.SHRUNK, true, false);

  private final WeightFunction function;
  private final boolean predicts;
  private final boolean consistent;

  Estimator(WeightFunction function, boolean predicts, boolean consistent) {
    this.function = function;
    this.predicts = predicts;
    this.consistent = consistent;
  }

  /** Name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether its weights depend on a bound. */
  public boolean hasBound() {
    return function != null;
  }

  /** Whether it needs a reward model's predictions. */
  public boolean needsPredictions() {
    return predicts;
  }

  /** Whether its error goes to 0 as the log grows, so that its interval covers the value. */
  public boolean isConsistent() {
    return consistent;
  }

  /** Whether importance weights enter it. */
  public boolean usesWeights() {
    return this != DM;
  }

  /** How the bound acts; null without one. */
  public WeightFunction function() {
    return function;
  }
}
