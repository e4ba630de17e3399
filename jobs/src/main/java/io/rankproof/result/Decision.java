package io.rankproof.result;

import java.util.List;
import java.util.Optional;

/**
 * A row of the table {@code decisions}: the verdict on one candidate.
 *
 * @param rank 1 for the best candidate
 * @param reasons sentences, the decisive ones first
 * @param needed how much data would settle it, where more data can
 */
public record Decision(
    String model,
    Verdict verdict,
    int rank,
    List<Check> checks,
    List<String> reasons,
    Optional<String> needed) {}
