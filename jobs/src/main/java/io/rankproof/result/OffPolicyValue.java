package io.rankproof.result;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of the table {@code ope}: the value of a policy, from a log that another one made.
 *
 * @param target the policy asked for
 * @param logger the policy that showed the items
 * @param estimator as docs/ope.md names them; on_policy: what a logger earned itself
 * @param unit of the value: impression, request or user
 * @param resampled the interval of the bootstrap, around the same value
 * @param against the log that the value is compared with
 * @param delta the value minus that log's own mean
 * @param bound of the weights
 * @param consistent false: the interval is for a value with a bias
 * @param effectiveSize (sum w)^2 / sum w^2 of the importance weights
 * @param refused why no value is given
 * @param note what a reader has to know
 */
public record OffPolicyValue(
    String target,
    String logger,
    String estimator,
    String unit,
    Measurement measured,
    Measurement resampled,
    Optional<String> against,
    Measurement delta,
    OptionalDouble bound,
    boolean consistent,
    long rounds,
    OptionalDouble effectiveSize,
    OptionalDouble meanWeight,
    OptionalDouble largestWeight,
    Optional<String> refused,
    Optional<String> note) {

  /** Whether it is what a logging policy earned itself. */
  public boolean isOnPolicy() {
    return estimator.equals("on_policy");
  }
}
