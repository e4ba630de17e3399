package io.rankproof.kernel.propensity;

/**
 * Weighted isotonic regression by pooling adjacent violators (Ayer et al. 1955; Barlow,
 * Bartholomew, Bremner, Brunk 1972), falling: the non-increasing sequence nearest in weighted
 * squares.
 */
public final class Monotone {
  private Monotone() {}

  /**
   * @param values finite
   * @param weights above 0
   */
  public static double[] falling(double[] values, double[] weights) {
    double[] mean = new double[values.length];
    double[] weight = new double[values.length];
    int[] size = new int[values.length];
    int blocks = 0;
    for (int i = 0; i < values.length; i++) {
      mean[blocks] = values[i];
      weight[blocks] = weights[i];
      size[blocks] = 1;
      blocks++;
      while (blocks > 1 && mean[blocks - 2] < mean[blocks - 1]) {
        double both = weight[blocks - 2] + weight[blocks - 1];
        mean[blocks - 2] =
            (weight[blocks - 2] * mean[blocks - 2] + weight[blocks - 1] * mean[blocks - 1]) / both;
        weight[blocks - 2] = both;
        size[blocks - 2] += size[blocks - 1];
        blocks--;
      }
    }
    double[] smooth = new double[values.length];
    int at = 0;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < size[block]; i++) {
        smooth[at++] = mean[block];
      }
    }
    return smooth;
  }
}
