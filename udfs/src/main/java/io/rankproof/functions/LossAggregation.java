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
 * @param weighted whether there are weights
 */
record LossAggregation(Loss loss, double clip, boolean weighted)
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
    if (PointArguments.counts(row, weighted) && !row.isNull(PointArguments.SCORE)) {
      state.add(
          row.number(PointArguments.SCORE),
          PointArguments.label(row),
          PointArguments.weight(row, weighted));
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
    EceAggregation.requireProbabilities(state.missing() + state.outside(), state.rows());
    double value = loss.of(state);
    return Double.isNaN(value) ? null : (Object) value;
  }
}
