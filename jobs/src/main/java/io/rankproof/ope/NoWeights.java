package io.rankproof.ope;

import io.rankproof.kernel.ope.ListWeights;

/** Weights where none can be made: what rests on them is not shown. */
final class NoWeights implements ListWeights {

  @Override
  public void begin(int length) {}

  @Override
  public void next(double target, double[] logged, int from) {}

  @Override
  public double product() {
    return 0;
  }

  @Override
  public double above() {
    return 0;
  }
}
