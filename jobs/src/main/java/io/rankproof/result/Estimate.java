package io.rankproof.result;

import java.util.OptionalDouble;

/**
 * A row of the table {@code metrics}: one model's value.
 *
 * @param interval how the interval was made: bootstrap, delta or none
 * @param zeroFilled mean with requests that have no value counted as 0
 * @param rows impressions
 * @param tiedShare share of rows tied with another one of their request
 * @param missingScores rows without a usable score
 * @param errorBound largest error of a value made of a binned curve of scores; empty: exact
 */
public record Estimate(
    String model,
    MetricKey key,
    SliceKey slice,
    Measurement measured,
    String interval,
    OptionalDouble zeroFilled,
    SampleSize sample,
    long rows,
    OptionalDouble tiedShare,
    long missingScores,
    OptionalDouble errorBound) {}
