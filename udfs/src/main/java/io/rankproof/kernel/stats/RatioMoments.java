package io.rankproof.kernel.stats;

/**
 * The sums over clusters that give a ratio R = sum(s) / sum(n) and its cluster-robust error.
 *
 * <p>Delta method: with G clusters, var(R) = G / (G - 1) x sum over u of (s_u - R n_u)^2 / (sum
 * n)^2, the linearisation of Cochran, "Sampling Techniques" (1977), section 6.4; for metrics with
 * another unit of analysis than of randomisation see Deng, Knoblich and Lu (KDD 2018). The sum of
 * squares is expanded, so sums in any order and any grouping serve.
 *
 * @param clusters number of clusters G
 * @param sumN sum of n_u (of a mean: the rows of the cluster)
 * @param sumS sum of s_u (of a mean: the sum of the cluster's values)
 * @param sumNN sum of n_u^2
 * @param sumSS sum of s_u^2
 * @param sumNS sum of n_u s_u
 */
public record RatioMoments(
    double clusters, double sumN, double sumS, double sumNN, double sumSS, double sumNS) {

  /** R = sum(s) / sum(n); NaN when sum(n) is 0. */
  public double ratio() {
    return sumN == 0 ? Double.NaN : sumS / sumN;
  }

  /** The ratio with its cluster-robust standard error. */
  public Estimate estimate() {
    double ratio = ratio();
    double squares = sumSS - 2 * ratio * sumNS + ratio * ratio * sumNN;
    return new Estimate(ratio, standardError(squares / (sumN * sumN), clusters), clusters);
  }

  /** (sum n)^2 / sum n^2: how many equal clusters would say as much (Kish 1965). */
  public double effectiveClusters() {
    return EffectiveSize.of(sumN, sumNN);
  }

  /**
   * The paired difference of two ratios over the same clusters: this one minus {@code baseline}.
   *
   * @param baseline moments of the baseline's s and n over the same clusters
   * @param cross the sums of products between the two
   */
  public Estimate minus(RatioMoments baseline, CrossMoments cross) {
    double a = ratio();
    double b = baseline.ratio();
    double own = (sumSS - 2 * a * sumNS + a * a * sumNN) / (sumN * sumN);
    double others =
        (baseline.sumSS - 2 * b * baseline.sumNS + b * b * baseline.sumNN)
            / (baseline.sumN * baseline.sumN);
    double both =
        (cross.sumSS() - b * cross.sumSN() - a * cross.sumNS() + a * b * cross.sumNN())
            / (sumN * baseline.sumN);
    return new Estimate(a - b, standardError(own + others - 2 * both, clusters), clusters);
  }

  private static double standardError(double squares, double clusters) {
    return clusters > 1 ? Math.sqrt(Math.max(0, squares) * clusters / (clusters - 1)) : Double.NaN;
  }
}
