package io.rankproof.evaluate;

import io.rankproof.evaluate.Uncertainty.Estimate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A line of the table {@code metrics}. */
record MetricRow(
    String model,
    Quantity quantity,
    SliceValue slice,
    Estimate estimate,
    double zeroFilled,
    long requests,
    long withValue,
    long rows,
    long clusters,
    double effectiveClusters,
    double tiedShare,
    long missingScores,
    double errorBound) {

  static final StructType SCHEMA =
      StructType.fromDDL(
          "model STRING, metric STRING, label STRING, estimator STRING, slice STRING, "
              + "slice_value STRING, value DOUBLE, ci_low DOUBLE, ci_high DOUBLE, se DOUBLE, "
              + "interval STRING, value_zero_filled DOUBLE, n_requests BIGINT, "
              + "n_with_value BIGINT, n_rows BIGINT, n_clusters BIGINT, "
              + "effective_clusters DOUBLE, tied_share DOUBLE, missing_scores BIGINT, "
              + "error_bound DOUBLE");

  /** Something else that is measured with it; no interval. */
  MetricRow renamed(String metric, Estimate value) {
    return new MetricRow(
        model,
        quantity.renamed(metric),
        slice,
        value,
        Double.NaN,
        requests,
        withValue,
        rows,
        clusters,
        effectiveClusters,
        tiedShare,
        missingScores,
        Double.NaN);
  }

  Row row() {
    return RowFactory.create(
        model,
        quantity.metric(),
        quantity.label(),
        quantity.estimator().title(),
        slice.slice().title(),
        slice.title(),
        Nullable.of(estimate.value()),
        Nullable.of(estimate.interval().low()),
        Nullable.of(estimate.interval().high()),
        Nullable.of(estimate.standardError()),
        estimate.method().title(),
        Nullable.of(zeroFilled),
        requests,
        withValue,
        rows,
        clusters,
        effectiveClusters,
        Nullable.of(tiedShare),
        missingScores,
        Nullable.of(errorBound));
  }
}
