package io.rankproof.kernel.propensity;

/**
 * The dynamic Bayesian network (Chapelle and Zhang, "A Dynamic Bayesian Network Click Model for Web
 * Search Ranking", WWW 2009) and what it contains. A user goes down the list; an examined result is
 * clicked with the probability a of its key, a click satisfies with s and ends the search;
 * otherwise the user goes on with gamma.
 *
 * <ul>
 *   <li>cascade (Craswell, Zoeter, Taylor, Ramsey, WSDM 2008): s = 1, gamma = 1. A second click is
 *       impossible, and learning stops at the first.
 *   <li>simplified: gamma = 1, in closed form.
 *   <li>full: a, s and gamma by EM.
 * </ul>
 */
public final class ChainModel implements ClickModel {
  private final KeyRates attraction;
  private final KeyRates satisfaction;
  private final double continuation;

  private ChainModel(KeyRates attraction, KeyRates satisfaction, double continuation) {
    this.attraction = attraction;
    this.satisfaction = satisfaction;
    this.continuation = continuation;
  }

  /** The cascade model: a = first clicks over impressions down to the first click of their list. */
  public static ChainModel cascade(ClickLists lists) {
    KeyRates attraction = new KeyRates(lists.keys());
    for (int list = 0; list < lists.lists(); list++) {
      int end = Math.min(lists.firstClick(list), lists.start(list + 1) - 1);
      for (int i = lists.start(list); i <= end; i++) {
        attraction.add(lists.key(i), lists.click(i) ? 1 : 0, 1);
      }
    }
    return new ChainModel(attraction.settled(), KeyRates.constant(1), 1);
  }

  /**
   * The simplified network: a = clicks over impressions down to the last click of their list (all,
   * where there is none), s = last clicks over clicks.
   */
  public static ChainModel simplified(ClickLists lists) {
    KeyRates attraction = new KeyRates(lists.keys());
    KeyRates satisfaction = new KeyRates(lists.keys());
    for (int list = 0; list < lists.lists(); list++) {
      int last = lists.lastClick(list);
      int end = last < lists.start(list) ? lists.start(list + 1) - 1 : last;
      for (int i = lists.start(list); i <= end; i++) {
        attraction.add(lists.key(i), lists.click(i) ? 1 : 0, 1);
        if (lists.click(i)) {
          satisfaction.add(lists.key(i), i == last ? 1 : 0, 1);
        }
      }
    }
    return new ChainModel(attraction.settled(), satisfaction.settled(), 1);
  }

  /**
   * The full network by EM from the simplified one.
   *
   * @param iterations steps at most
   * @param tolerance change of gamma below which it has converged
   */
  public static ChainModel full(ClickLists lists, int iterations, double tolerance) {
    ChainModel simple = simplified(lists);
    ChainModel model = new ChainModel(simple.attraction, simple.satisfaction, 0.9);
    double moved = Double.POSITIVE_INFINITY;
    for (int i = 0; i < iterations && moved > tolerance; i++) {
      ChainModel next = new ChainStep(model, lists).next();
      moved = Math.abs(next.continuation - model.continuation);
      model = next;
    }
    return model;
  }

  static ChainModel of(KeyRates attraction, KeyRates satisfaction, double continuation) {
    return new ChainModel(attraction, satisfaction, continuation);
  }

  /** The chance to go on after a result that did not satisfy. */
  public double continuation() {
    return continuation;
  }

  /** The chance that an examined result of the key is clicked. */
  public double attraction(int key) {
    return attraction.of(key);
  }

  /** The chance that a clicked result of the key satisfies. */
  public double satisfaction(int key) {
    return satisfaction.of(key);
  }

  @Override
  public void predict(ClickLists lists, int list, double[] conditional, double[] marginal) {
    double reached = 1;
    double believed = 1;
    for (int i = lists.start(list); i < lists.start(list + 1); i++) {
      int at = i - lists.start(list);
      double a = attraction(lists.key(i));
      double s = satisfaction(lists.key(i));
      conditional[at] = believed * a;
      marginal[at] = reached * a;
      reached *= continuation * (1 - a * s);
      double unclicked = 1 - believed * a;
      believed =
          continuation
              * (lists.click(i) ? 1 - s : unclicked > 0 ? believed * (1 - a) / unclicked : 0);
    }
  }
}
