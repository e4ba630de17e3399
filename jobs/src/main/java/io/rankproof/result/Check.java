package io.rankproof.result;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One demand of the policy, and how a candidate met it.
 *
 * @param name what was looked at, such as {@code nDCG@10} or {@code platform}
 * @param kind the demand it belongs to
 * @param value what was found, in the unit of the kind; empty where there is nothing
 * @param bound what the decision rested on: the confidence bound, or the p-value of the harm test
 * @param reason a sentence with the numbers
 */
public record Check(
    String name,
    Kind kind,
    Status status,
    OptionalDouble value,
    OptionalDouble bound,
    String reason) {

  /** The demand. */
  public enum Kind {
    PRIMARY,
    GUARDRAIL,
    SLICE,
    CALIBRATION,
    DATA;

    /** As the table has it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How it ended. Only passing lets a candidate advance. */
  public enum Status {
    PASS,
    /** The data speak against the candidate. */
    FAIL,
    /** The data cannot tell. */
    INCONCLUSIVE,
    /** What the check needs was not computed. */
    UNKNOWN;

    /** As the table has it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean passed() {
    return status == Status.PASS;
  }
}
