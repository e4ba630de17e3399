package io.rankproof.functions;

import io.rankproof.kernel.point.CalibrationBins;
import io.rankproof.kernel.point.CalibrationEdges;
import io.rankproof.kernel.point.CalibrationError;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Expected calibration error over bins of equal width; null without rows.
 *
 * @param bins how many
 * @param debiased whether the bias from sampling noise is taken off
 * @param arguments what labels and weights may be
 */
record EceAggregation(int bins, boolean debiased, PointArguments arguments)
    implements Aggregation<CalibrationBins> {

  static final int DEFAULT_BINS = 15;

  @Override
  public DataType resultType() {
    return DataTypes.DoubleType;
  }

  @Override
  public CalibrationBins create() {
    return new CalibrationBins(CalibrationEdges.equalWidth(bins));
  }

  @Override
  public void add(CalibrationBins state, Arguments row) {
    if (arguments.areComplete(row)) {
      state.add(row.number(PointArguments.SCORE), arguments.label(row), arguments.weight(row));
    }
  }

  @Override
  public void merge(CalibrationBins state, CalibrationBins other) {
    state.merge(other);
  }

  @Override
  public byte[] write(CalibrationBins state) {
    return state.toBytes();
  }

  @Override
  public CalibrationBins read(byte[] bytes) {
    return CalibrationBins.fromBytes(bytes);
  }

  @Override
  public Function<CalibrationBins, Object> evaluator() {
    return this::result;
  }

  private Object result(CalibrationBins state) {
    arguments.requireProbabilities(state.unusable(), state.rows());
    double value =
        debiased
            ? CalibrationError.debiasedEce(state.table())
            : CalibrationError.ece(state.table());
    return Double.isNaN(value) ? null : (Object) value;
  }
}
