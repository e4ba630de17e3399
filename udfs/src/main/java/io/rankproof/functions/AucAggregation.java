package io.rankproof.functions;

import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.PrAuc;
import io.rankproof.kernel.point.RocAuc;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.kernel.point.ScoreHistogram;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * The area under a curve of all rows of a group; null without rows of both classes.
 *
 * @param area which area
 * @param least label that counts as positive
 * @param bins scores kept apart, beyond which they are binned
 * @param maxError the largest error bound that is accepted
 * @param withBound whether the result is a struct of value and error bound
 * @param arguments what labels and weights may be
 * @param weightBits binary digits of a weight kept behind the point, 0 without weights
 */
record AucAggregation(
    Area area,
    double least,
    int bins,
    double maxError,
    boolean withBound,
    PointArguments arguments,
    int weightBits)
    implements HistogramAggregation {

  /** The curves. */
  enum Area {
    ROC,
    PR;

    BoundedValue of(ScoreCurve curve) {
      return this == ROC ? RocAuc.of(curve) : PrAuc.of(curve);
    }
  }

  @Override
  public DataType resultType() {
    return withBound
        ? DataTypes.createStructType(
            new StructField[] {
              DataTypes.createStructField("value", DataTypes.DoubleType, true),
              DataTypes.createStructField("error_bound", DataTypes.DoubleType, true)
            })
        : DataTypes.DoubleType;
  }

  @Override
  public ScoreHistogram create() {
    return ScoreHistogram.weighted(bins, weightBits);
  }

  @Override
  public void add(ScoreHistogram state, Arguments row) {
    if (arguments.counts(row)) {
      state.add(
          row.number(PointArguments.SCORE, Double.NaN),
          arguments.label(row) >= least,
          arguments.weight(row));
    }
  }

  @Override
  public Function<ScoreHistogram, Object> evaluator() {
    return state -> result(area.of(state.curve()));
  }

  private Object result(BoundedValue area) {
    if (Double.isNaN(area.value())) {
      return null;
    }
    if (area.errorBound() > maxError) {
      throw new IllegalArgumentException(
          arguments.function()
              + ": error bound "
              + area.errorBound()
              + " exceeds max_error="
              + maxError
              + ": raise option bins="
              + bins
              + (arguments.weighted() ? ", weight_bits=" + weightBits : "")
              + " or max_error");
    }
    return withBound ? struct(area) : (Object) area.value();
  }

  private static InternalRow struct(BoundedValue area) {
    return new GenericInternalRow(new Object[] {area.value(), area.errorBound()});
  }
}
