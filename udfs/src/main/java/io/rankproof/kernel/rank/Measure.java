package io.rankproof.kernel.rank;

import java.util.EnumSet;
import java.util.Set;

/** The kinds of ranking metric. {@link MetricSpec} adds the cut-off and the options. */
public enum Measure {
  /** Normalised discounted cumulative gain, in [0, 1]. */
  NDCG("nDCG", Cutoff.OPTIONAL, EnumSet.of(Trait.GAIN, Trait.WEIGHTABLE)),
  /** Discounted cumulative gain, 0 or more. */
  DCG("DCG", Cutoff.OPTIONAL, EnumSet.of(Trait.GAIN, Trait.WEIGHTABLE, Trait.ADDITIVE)),
  /** Average precision, in [0, 1]. */
  AP("AP", Cutoff.OPTIONAL, EnumSet.noneOf(Trait.class)),
  /** Reciprocal rank of the first relevant item, in [0, 1]. */
  RR("RR", Cutoff.OPTIONAL, EnumSet.noneOf(Trait.class)),
  /** Precision, in [0, 1]; debiased: relevance per slot. */
  PRECISION("P", Cutoff.REQUIRED, EnumSet.of(Trait.WEIGHTABLE, Trait.ADDITIVE)),
  /** Recall, in [0, 1]. */
  RECALL("R", Cutoff.REQUIRED, EnumSet.of(Trait.WEIGHTABLE)),
  /** 1 if a relevant item is among the first k, in [0, 1]. */
  HIT_RATE("HitRate", Cutoff.REQUIRED, EnumSet.noneOf(Trait.class)),
  /** Rank-biased precision, in [0, 1]. */
  RBP("RBP", Cutoff.OPTIONAL, EnumSet.of(Trait.WEIGHTABLE, Trait.ADDITIVE)),
  /** Expected reciprocal rank, in [0, 1]. */
  ERR("ERR", Cutoff.REQUIRED, EnumSet.noneOf(Trait.class)),
  /** Area under the ROC curve of one request, in [0, 1]. */
  AUC("AUC", Cutoff.NONE, EnumSet.noneOf(Trait.class)),
  /**
   * Relevance-weighted reciprocal rank: the sum over relevant items of 1/rank. Self-normalised and
   * debiased it is the weighted MRR of Wang et al. (WSDM 2018).
   */
  WRR("wRR", Cutoff.OPTIONAL, EnumSet.of(Trait.WEIGHTABLE, Trait.ADDITIVE)),
  /**
   * Mean utility of the first k ranks: the sum of their labels, negative ones included, over k. Any
   * real number; every request has a value.
   */
  MEAN_UTILITY("MU", Cutoff.REQUIRED, EnumSet.of(Trait.WEIGHTABLE));

  enum Cutoff {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  private enum Trait {
    GAIN,
    WEIGHTABLE,
    ADDITIVE
  }

  private final String title;
  private final Cutoff cutoff;
  private final Set<Trait> traits;

  Measure(String title, Cutoff cutoff, Set<Trait> traits) {
    this.title = title;
    this.cutoff = cutoff;
    this.traits = traits;
  }

  /** The name in a metric's text, such as {@code nDCG}. */
  public String title() {
    return title;
  }

  Cutoff cutoff() {
    return cutoff;
  }

  boolean graded() {
    return traits.contains(Trait.GAIN);
  }

  boolean weightable() {
    return traits.contains(Trait.WEIGHTABLE);
  }

  boolean additive() {
    return traits.contains(Trait.ADDITIVE);
  }
}
