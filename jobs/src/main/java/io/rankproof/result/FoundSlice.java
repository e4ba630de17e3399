package io.rankproof.result;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of the table {@code slice_findings}: a slice in which a model is worse.
 *
 * @param worseThan {@link #ELSEWHERE}, or the baseline's name
 * @param value the model's mean in the slice
 * @param reference its mean elsewhere, or the baseline's in the slice
 * @param delta of the two
 * @param pValue one-sided, uncorrected
 * @param pBh corrected for the whole search
 * @param tests how many the search made
 * @param within a slice found for the same reason that contains this one
 */
public record FoundSlice(
    String model,
    String worseThan,
    MetricKey key,
    SliceKey slice,
    OptionalDouble value,
    OptionalDouble reference,
    Measurement delta,
    OptionalDouble pValue,
    OptionalDouble pBh,
    SampleSize sample,
    long tests,
    Optional<String> within) {
  /** The model itself, on all other requests. */
  public static final String ELSEWHERE = "elsewhere";
}
