package io.rankproof.kernel.propensity;

/**
 * The position-based model with a given curve: P(click) = p_k r_j, with r_j = clicks of the key
 * over the sum of p_k over its impressions, which is maximum likelihood for small rates. A curve of
 * ones is the model without position bias.
 */
public final class PositionModel implements ClickModel {
  private final double[][] curves;
  private final KeyRates relevance;

  private PositionModel(double[][] curves, KeyRates relevance) {
    this.curves = curves;
    this.relevance = relevance;
  }

  /**
   * @param curves p_k at index k - 1 by number of the context; positions beyond its end share its
   *     last point
   */
  public static PositionModel fit(ClickLists lists, double[][] curves) {
    KeyRates rates = new KeyRates(lists.keys());
    for (int i = 0; i < lists.size(); i++) {
      rates.add(lists.key(i), lists.click(i) ? 1 : 0, examination(curves, lists, i));
    }
    return new PositionModel(curves, rates.settled());
  }

  private static double examination(double[][] curves, ClickLists lists, int impression) {
    double[] curve = curves[lists.context(impression)];
    return curve[Math.min(lists.position(impression), curve.length) - 1];
  }

  @Override
  public void predict(ClickLists lists, int list, double[] conditional, double[] marginal) {
    for (int i = lists.start(list); i < lists.start(list + 1); i++) {
      double p = examination(curves, lists, i) * relevance.of(lists.key(i));
      conditional[i - lists.start(list)] = p;
      marginal[i - lists.start(list)] = p;
    }
  }
}
