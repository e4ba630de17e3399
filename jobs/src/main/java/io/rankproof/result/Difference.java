package io.rankproof.result;

import java.util.OptionalDouble;

/**
 * A row of the table {@code comparisons}: a model against the baseline on the same requests.
 *
 * @param delta model minus baseline, in the metric's units
 * @param relative delta over the baseline's value
 * @param pValue two-sided, uncorrected
 * @param pHolm corrected over the models (Holm), on all requests
 * @param pBh corrected over the slices (Benjamini-Hochberg)
 */
public record Difference(
    String model,
    String baseline,
    MetricKey key,
    SliceKey slice,
    Measurement delta,
    OptionalDouble relative,
    OptionalDouble pValue,
    OptionalDouble pHolm,
    OptionalDouble pBh,
    boolean lowerIsBetter,
    SampleSize sample) {

  /** 1 where more is better, -1 where less is: the sign that turns a change into a gain. */
  public int gainSign() {
    return lowerIsBetter ? -1 : 1;
  }

  /** The change for the better, in the metric's units; negative when the model is worse. */
  public OptionalDouble gain() {
    return delta.value().isPresent()
        ? OptionalDouble.of(gainSign() * delta.value().getAsDouble() + 0.0)
        : OptionalDouble.empty();
  }
}
