package io.rankproof.kernel.ope;

/** Products of the ratios of target's and the row's own logger's probability. */
public final class OwnProducts implements ListWeights {
  private double product;
  private double above;

  @Override
  public void begin(int length) {
    product = 1;
  }

  @Override
  public void next(double target, double[] logged, int from) {
    above = product;
    product *= target / logged[from];
  }

  @Override
  public double product() {
    return product;
  }

  @Override
  public double above() {
    return above;
  }
}
