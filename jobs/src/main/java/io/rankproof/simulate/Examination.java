package io.rankproof.simulate;

import io.rankproof.config.SimulateConfig;

/** Probability p_k = k^-b that a position is looked at, by platform. */
final class Examination {
  private final double[][] byPlatform;

  Examination(SimulateConfig config) {
    SimulateConfig.Examination exponents = config.examination();
    byPlatform =
        new double[][] {
          curve(exponents.ios(), config.listLength()),
          curve(exponents.android(), config.listLength()),
          curve(exponents.web(), config.listLength())
        };
  }

  /**
   * @param position from 1
   */
  double at(int platform, int position) {
    return byPlatform[platform][position - 1];
  }

  /** By position, the first at index 0; not to be changed. */
  double[] curve(int platform) {
    return byPlatform[platform];
  }

  private static double[] curve(double exponent, int length) {
    double[] curve = new double[length];
    for (int k = 1; k <= length; k++) {
      curve[k - 1] = StrictMath.pow(k, -exponent);
    }
    return curve;
  }
}
