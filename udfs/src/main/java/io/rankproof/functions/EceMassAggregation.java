package io.rankproof.functions;

import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.CalibrationError;
import io.rankproof.kernel.point.EqualMassTable;
import io.rankproof.kernel.point.ReliabilityBin;
import io.rankproof.kernel.point.ScoreHistogram;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Expected calibration error over bins of equal mass; null without rows.
 *
 * @param bins the most bins
 * @param debiased whether the bias from sampling noise is taken off, without weights only
 * @param arguments what labels and weights may be
 * @param weightBits binary digits of a weight kept behind the point, 0 without weights
 */
record EceMassAggregation(int bins, boolean debiased, PointArguments arguments, int weightBits)
    implements HistogramAggregation {

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
    if (arguments.areComplete(row)) {
      state.add(probability(row), arguments.label(row) == 1, arguments.weight(row));
    }
  }

  /** The score; what is no probability is counted as missing. */
  private static double probability(Arguments row) {
    double score = row.number(PointArguments.SCORE);
    return score >= 0 && score <= 1 ? score : Double.NaN;
  }

  @Override
  public Function<ScoreHistogram, Object> evaluator() {
    return this::result;
  }

  private Object result(ScoreHistogram state) {
    arguments.requireProbabilities(state.missing(), state.rows());
    requireExact(state);
    List<ReliabilityBin> table = EqualMassTable.of(state, bins);
    double value = debiased ? CalibrationError.debiasedEce(table) : CalibrationError.ece(table);
    return Double.isNaN(value) ? null : (Object) value;
  }

  private void requireExact(ScoreHistogram state) {
    if (!state.isExact()) {
      throw new IllegalArgumentException(
          arguments.function()
              + ": more than "
              + ScoreHistogram.DEFAULT_CAPACITY
              + " distinct scores with binning=mass: round the score, or use binning=width");
    }
    double bound = bound(state.weightError());
    if (bound > BoundedValue.LARGEST_BOUND) {
      throw new IllegalArgumentException(
          arguments.function()
              + ": error bound "
              + bound
              + " from rounded weights exceeds "
              + BoundedValue.LARGEST_BOUND
              + ": raise option weight_bits="
              + weightBits
              + ", or multiply all weights by the same number, which changes no ece");
    }
  }

  /** How far the error moves, over the same bins, when each weight moves by the share d of it. */
  private static double bound(double d) {
    return d < 1 ? 2 * d / (1 - d) : Double.POSITIVE_INFINITY;
  }
}
