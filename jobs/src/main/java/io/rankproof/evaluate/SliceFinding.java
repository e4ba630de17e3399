package io.rankproof.evaluate;

import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.stats.Interval;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * A line of the table {@code slice_findings}: a slice in which a model is worse.
 *
 * @param worseThan {@link #ELSEWHERE}, or the baseline's name
 * @param value the model's mean in the slice
 * @param reference its mean elsewhere, or the baseline's in the slice
 * @param difference of the two, times {@code scale}
 * @param pValue one-sided
 * @param adjusted for the whole search
 * @param tests made in the search
 * @param larger a finding of the same kind whose slice contains this one
 */
record SliceFinding(
    String model,
    String worseThan,
    String metric,
    String label,
    SliceValue slice,
    double value,
    double reference,
    Estimate difference,
    double scale,
    double confidence,
    double pValue,
    double adjusted,
    long requests,
    long withValue,
    long clusters,
    double effectiveClusters,
    int tests,
    Optional<SliceValue> larger) {

  static final String ELSEWHERE = "elsewhere";

  static final StructType SCHEMA =
      StructType.fromDDL(
          "model STRING, worse_than STRING, metric STRING, label STRING, slice STRING, "
              + "slice_value STRING, value DOUBLE, reference DOUBLE, delta DOUBLE, "
              + "ci_low DOUBLE, ci_high DOUBLE, se DOUBLE, p_value DOUBLE, p_bh DOUBLE, "
              + "n_requests BIGINT, n_with_value BIGINT, n_clusters BIGINT, "
              + "effective_clusters DOUBLE, tests INT, within STRING");

  Row row() {
    Interval interval = difference.interval(confidence);
    return RowFactory.create(
        model,
        worseThan,
        metric,
        label,
        slice.slice().title(),
        slice.title(),
        Nullable.of(value),
        Nullable.of(reference),
        Nullable.of(difference.value() / scale),
        Nullable.of(interval.low() / scale),
        Nullable.of(interval.high() / scale),
        Nullable.of(difference.standardError() / scale),
        Nullable.of(pValue),
        Nullable.of(adjusted),
        requests,
        withValue,
        clusters,
        effectiveClusters,
        tests,
        larger.map(whole -> whole.slice().title() + " = " + whole.title()).orElse(null));
  }
}
