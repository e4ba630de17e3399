package io.rankproof.ope;

import java.util.Optional;

/**
 * A target of the config made into columns.
 *
 * @param name of the target
 * @param logger whose rows are used, as shown
 * @param against the log that its value is compared with; empty: with none
 * @param kind what its weights are
 * @param note what a reader has to know of its estimates
 * @param obstacle why no row can be used, where that is known before the rows are read
 * @param ranked whether it orders the items of each request
 * @param lists whether requests are lists, so that a list has a value
 */
record TargetPlan(
    String name,
    String logger,
    Optional<String> against,
    Kind kind,
    Optional<String> note,
    Optional<String> obstacle,
    boolean ranked,
    boolean lists,
    TargetColumns columns) {

  /** What the weights of a target are made of. */
  enum Kind {
    /** Probabilities of actions, known. */
    PROBABILITIES,
    /** The target's, estimated from another log. */
    FREQUENCIES,
    /** Examination of positions: nothing was random in what was shown. */
    EXAMINATION
  }

  /**
   * Whether a cascade gives its probabilities the items above: examination is of positions alone,
   * and frequencies are of an item whatever is above it.
   */
  boolean isGivenTheItemsAbove() {
    return kind == Kind.PROBABILITIES;
  }

  /** Whether the value of a list is asked for. */
  boolean hasSlates() {
    return lists && kind == Kind.PROBABILITIES;
  }
}
