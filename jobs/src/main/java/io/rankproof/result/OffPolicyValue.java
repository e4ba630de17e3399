package io.rankproof.result;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of the table {@code ope}: the value of a policy, from a log that another one made.
 *
 * @param target the policy asked for
 * @param logger the policy that showed the items
 * @param estimator ips, snips or on_policy
 * @param effectiveSize (sum w)^2 / sum w^2 of the importance weights
 * @param refused why no value is given
 */
public record OffPolicyValue(
    String target,
    String logger,
    String estimator,
    Measurement measured,
    long rounds,
    OptionalDouble effectiveSize,
    OptionalDouble meanWeight,
    OptionalDouble largestWeight,
    Optional<String> refused) {}
