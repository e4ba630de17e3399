package io.rankproof.functions;

import io.rankproof.kernel.point.ProbabilityLosses;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A mean loss of predicted probabilities; null without rows.
 *
 * @param loss which loss
 * @param clip where log loss clips
 * @param arguments what labels and weights may be
 */
record LossAggregation(Loss loss, double clip, PointArguments arguments)
    implements Aggregation<ProbabilityLosses> {

  /** The losses. */
  enum Loss {
    LOG_LOSS,
    NORMALISED_ENTROPY,
    BRIER;

    double of(ProbabilityLosses state) {
      return switch (this) {
        case LOG_LOSS -> state.logLoss();
        case NORMALISED_ENTROPY -> state.normalisedEntropy();
        case BRIER -> state.brier();
      };
    }
  }

  @Override
  public DataType resultType() {
    return DataTypes.DoubleType;
  }

  @Override
  public ProbabilityLosses create() {
    return new ProbabilityLosses(clip);
  }

  @Override
  public void add(ProbabilityLosses state, Arguments row) {
    if (arguments.areComplete(row)) {
      state.add(row.number(PointArguments.SCORE), arguments.label(row), arguments.weight(row));
    }
  }

  @Override
  public void merge(ProbabilityLosses state, ProbabilityLosses other) {
    state.merge(other);
  }

  @Override
  public byte[] write(ProbabilityLosses state) {
    return state.toBytes();
  }

  @Override
  public ProbabilityLosses read(byte[] bytes) {
    return ProbabilityLosses.fromBytes(bytes);
  }

  @Override
  public Function<ProbabilityLosses, Object> evaluator() {
    return this::result;
  }

  private Object result(ProbabilityLosses state) {
    arguments.requireProbabilities(state.missing() + state.outside(), state.rows());
    if (loss == Loss.NORMALISED_ENTROPY) {
      requireRate(state.meanLabel());
    }
    double value = loss.of(state);
    return Double.isNaN(value) ? null : (Object) value;
  }

  /** A mean label that is no probability has no entropy: labels were grades, or few clicks. */
  private void requireRate(double meanLabel) {
    if (meanLabel < 0 || meanLabel > 1) {
      throw new IllegalArgumentException(
          arguments.function()
              + ": the mean label is "
              + meanLabel
              + ": it must be from 0 to 1; give 0 and 1, as label >= 2 of a grade, or click /"
              + " propensity of more rows");
    }
  }
}
