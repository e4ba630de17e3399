package io.rankproof.ope;

import io.rankproof.store.JobOutput;

/**
 * Says what of a target is not computed.
 *
 * @param target its name
 */
record TargetRemarks(String target, JobOutput out) {

  void notReplayable() {
    out.notComputed(
        "replay for the target " + target,
        "it needs a logger that chose everything with one probability, and a target that decides"
            + " without chance");
  }

  /** No row has a weight down the list to it. */
  void unweighedRows(String reason) {
    out.notComputed(
        "balanced values per impression under ope.slots = cascade for the target " + target,
        reason);
  }

  /** No list has one. */
  void unweighedLists(String reason) {
    out.notComputed(
        "balanced values of lists by products (rips, ...) for the target " + target, reason);
  }

  /**
   * @param requests how many are in no list's value, of how many
   */
  void leftOut(String requests) {
    out.notComputed(
        "values of lists for the target " + target + " of " + requests,
        "some of their rows have no target probability, no action propensity (for balanced weights:"
            + " not every logger's) or another logger than the one named, and a list counts as a"
            + " whole; give both for all rows of a request");
  }
}
