package io.rankproof.result;

/**
 * A row of the table {@code propensities}: how likely a position is looked at, against position 1.
 *
 * @param context values of the contexts joined by {@code |}, or {@code all}
 * @param measured may exceed 1
 * @param method as {@code propensity.method} names it
 * @param usable false: nothing is weighted by it
 */
public record PropensityPoint(
    String context,
    int position,
    Measurement measured,
    long impressions,
    long clicks,
    String method,
    boolean usable) {}
