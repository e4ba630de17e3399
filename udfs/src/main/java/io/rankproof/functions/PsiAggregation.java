package io.rankproof.functions;

import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.PopulationStability;
import io.rankproof.kernel.point.ScoreHistogram;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Population stability index of current rows against reference rows; null when one of them is
 * empty.
 *
 * @param bins most bins of equal reference weight; {@link Integer#MAX_VALUE} for one per value
 * @param pseudoCount rows added to every bin, of the mean weight of their side
 * @param maxError the largest error bound that is accepted
 * @param arguments what sides and weights may be
 * @param weightBits binary digits of a weight kept behind the point, 0 without weights
 */
record PsiAggregation(
    int bins, double pseudoCount, double maxError, PointArguments arguments, int weightBits)
    implements HistogramAggregation {

  static final int DEFAULT_BINS = 10;

  @Override
  public DataType resultType() {
    return DataTypes.DoubleType;
  }

  @Override
  public ScoreHistogram create() {
    return ScoreHistogram.weighted(ScoreHistogram.DEFAULT_CAPACITY, weightBits);
  }

  @Override
  public void add(ScoreHistogram state, Arguments row) {
    if (arguments.counts(row)) {
      state.add(
          row.number(PointArguments.SCORE, Double.NaN),
          arguments.label(row) != 0,
          arguments.weight(row));
    }
  }

  @Override
  public Function<ScoreHistogram, Object> evaluator() {
    return this::result;
  }

  private Object result(ScoreHistogram state) {
    if (bins == Integer.MAX_VALUE && !state.isExact()) {
      throw new IllegalArgumentException(
          arguments.function()
              + ": more than "
              + ScoreHistogram.DEFAULT_CAPACITY
              + " distinct values: use option bins with a number instead of bins=all");
    }
    BoundedValue index = PopulationStability.of(state, bins, pseudoCount);
    if (index.errorBound() > maxError) {
      throw new IllegalArgumentException(
          arguments.function()
              + ": error bound "
              + index.errorBound()
              + " exceeds max_error="
              + maxError
              + ": raise option weight_bits="
              + weightBits
              + " or max_error, or multiply all weights by the same number, which changes no psi");
    }
    return Double.isNaN(index.value()) ? null : (Object) index.value();
  }
}
