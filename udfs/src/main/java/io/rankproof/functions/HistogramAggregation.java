package io.rankproof.functions;

import io.rankproof.kernel.point.ScoreHistogram;

/** An aggregate whose state is a histogram of scores. */
interface HistogramAggregation extends Aggregation<ScoreHistogram> {
  @Override
  default void merge(ScoreHistogram state, ScoreHistogram other) {
    state.merge(other);
  }

  @Override
  default byte[] write(ScoreHistogram state) {
    return state.toBytes();
  }

  @Override
  default ScoreHistogram read(byte[] bytes) {
    return ScoreHistogram.fromBytes(bytes);
  }
}
