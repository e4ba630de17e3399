package io.rankproof.evaluate;

import io.rankproof.evaluate.Uncertainty.Estimate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A line of the table {@code comparisons}: a model minus the baseline on the same requests. */
record Comparison(
    String model,
    String baseline,
    Quantity quantity,
    SliceValue slice,
    Estimate delta,
    double baselineValue,
    double pValue,
    double pHolm,
    double pBenjaminiHochberg,
    long requests,
    long withValue,
    long clusters,
    double effectiveClusters) {

  static final StructType SCHEMA =
      StructType.fromDDL(
          "model STRING, baseline STRING, metric STRING, label STRING, estimator STRING, "
              + "slice STRING, slice_value STRING, delta DOUBLE, relative DOUBLE, ci_low DOUBLE, "
              + "ci_high DOUBLE, se DOUBLE, p_value DOUBLE, p_holm DOUBLE, p_bh DOUBLE, "
              + "lower_is_better BOOLEAN, n_requests BIGINT, n_with_value BIGINT, "
              + "n_clusters BIGINT, effective_clusters DOUBLE");

  boolean isOfAll() {
    return slice.slice().equals(Slice.ALL);
  }

  Comparison withHolm(double adjusted) {
    return adjusted(adjusted, pBenjaminiHochberg);
  }

  Comparison withBenjaminiHochberg(double adjusted) {
    return adjusted(pHolm, adjusted);
  }

  private Comparison adjusted(double holm, double benjaminiHochberg) {
    return new Comparison(
        model,
        baseline,
        quantity,
        slice,
        delta,
        baselineValue,
        pValue,
        holm,
        benjaminiHochberg,
        requests,
        withValue,
        clusters,
        effectiveClusters);
  }

  Row row() {
    return RowFactory.create(
        model,
        baseline,
        quantity.metric(),
        quantity.label(),
        quantity.estimator().title(),
        slice.slice().title(),
        slice.title(),
        Nullable.of(delta.value()),
        Nullable.of(delta.value() / Math.abs(baselineValue)),
        Nullable.of(delta.interval().low()),
        Nullable.of(delta.interval().high()),
        Nullable.of(delta.standardError()),
        Nullable.of(pValue),
        Nullable.of(pHolm),
        Nullable.of(pBenjaminiHochberg),
        quantity.lowerIsBetter(),
        requests,
        withValue,
        clusters,
        effectiveClusters);
  }

  /** The p-values of some comparisons. */
  static double[] pValues(List<Comparison> comparisons) {
    double[] values = new double[comparisons.size()];
    Arrays.setAll(values, i -> comparisons.get(i).pValue());
    return values;
  }
}
