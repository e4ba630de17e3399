package io.rankproof.result;

/** What an offline evaluation can say of a candidate, best first. */
public enum Verdict {
  /** Every check of the policy passed: the candidate has earned an A/B test. Not a launch. */
  ADVANCE_TO_AB_TEST,
  /** Nothing speaks against it, but the data cannot tell; more of it can. */
  INSUFFICIENT_EVIDENCE,
  /** A check failed, or could not be made. */
  HOLD
}
