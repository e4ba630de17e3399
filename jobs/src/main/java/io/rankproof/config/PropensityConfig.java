package io.rankproof.config;

import io.rankproof.kernel.propensity.KeySums;
import java.util.List;

/**
 * Examination propensities p_k by position, relative to p_1 = 1, and the weights made of them.
 *
 * @param method where they come from
 * @param compare methods shown beside it, where the log has what they need
 * @param contexts segments whose values have a curve of their own
 * @param key columns whose values together are a context key: what is compared with itself at
 *     different positions; empty: nothing is harvested
 * @param cluster columns whose values together are the unit of independence of harvesting's errors;
 *     empty: the log's cluster
 * @param monotone whether the curve is made to fall by isotonic regression
 * @param clip largest training weight min(1/p, clip)
 * @param maxPosition deeper positions share the curve's last point
 * @param maxRelativeInterval half width of the reference position's interval over its estimate,
 *     above which nothing is weighted
 * @param confidence of the intervals, in (0.5, 1)
 * @param strata of the test of the position-based model
 * @param clickModels fitted and judged beside the position-based model where there is a key
 * @param maxLists lists that click models are fitted to, and as many that judge them; 0: none
 */
public record PropensityConfig(
    Method method,
    List<Method> compare,
    List<String> contexts,
    List<String> key,
    List<String> cluster,
    boolean monotone,
    double clip,
    int maxPosition,
    double maxRelativeInterval,
    double confidence,
    int strata,
    Em em,
    List<ClickModel> clickModels,
    int maxLists) {

  static PropensityConfig of(Section section) {
    PropensityConfig propensity =
        new PropensityConfig(
            section.choice("method", Method.class),
            section.choices("compare", Method.class, m -> m.isEstimator()),
            section.texts("contexts"),
            section.texts("key"),
            section.texts("cluster"),
            section.flag("monotone"),
            section.number("clip", 1, 1e6),
            section.integer("max-position", 1, 10_000),
            section.number("max-relative-interval", 0, 100),
            section.number("confidence", 0.5, 0.9999),
            section.integer("strata", 2, 1000),
            Em.of(section.section("em")),
            section.choices("click-models", ClickModel.class, model -> true),
            section.integer("max-lists", 0, 1_000_000));
    section.end();
    return propensity;
  }

  /** Where propensities come from. */
  public enum Method {
    /** Given ones where the log has them, else the randomised slice, else the key, else none. */
    AUTO,
    RANDOMISED,
    GIVEN,
    /** Intervention harvesting from all pairs of positions, with harmonic weights. */
    HARVEST,
    /** The same with the published uniform weights. */
    HARVEST_UNIFORM,
    /** Intervention harvesting of every position against the first. */
    PIVOT,
    /** Intervention harvesting from neighbours. */
    ADJACENT,
    /** Regression-EM with a relevance of its own for every key. */
    EM,
    /** The model of regression-EM with relevance from features. */
    EM_FEATURES,
    NONE;

    /** Whether it estimates a curve. */
    public boolean isEstimator() {
      return this != AUTO && this != NONE;
    }

    /** Whether it learns from context keys. */
    public boolean needsKey() {
      return isEstimator() && this != GIVEN && this != RANDOMISED && this != EM_FEATURES;
    }

    /** Its name in configs and tables. */
    public String shown() {
      return Section.name(this);
    }
  }

  /** Click models that are compared with the position-based one. */
  public enum ClickModel {
    CASCADE,
    /** The simplified dynamic Bayesian network. */
    SDBN,
    /** The dynamic Bayesian network. */
    DBN;

    /** Its name in configs and tables. */
    public String shown() {
      return Section.name(this);
    }
  }

  /**
   * How regression-EM iterates.
   *
   * @param iterations steps at most
   * @param tolerance change of every log(p_k / p_1) below which it has converged
   * @param maxCells counts (key, position, block of clusters) that it learns from at most
   * @param maxRows impressions that it learns from at most where relevance comes from features
   * @param relevance how features give it
   * @param jackknifeGroups groups of clusters left out in turn for the error of a curve whose
   *     relevance comes from trees; 0: it has none
   */
  public record Em(
      int iterations,
      double tolerance,
      int maxCells,
      int maxRows,
      Relevance relevance,
      int jackknifeGroups) {
    private static final int FEWEST_GROUPS = 5;

    /** How features give relevance. */
    public enum Relevance {
      /** By a logistic regression. */
      LOGISTIC,
      /** By gradient-boosted trees. */
      GBT
    }

    static Em of(Section section) {
      Em em =
          new Em(
              section.integer("iterations", 2, 1_000_000),
              section.number("tolerance", 1e-12, 0.1),
              section.integer("max-cells", 1000, 20_000_000),
              section.integer("max-rows", 1000, 10_000_000),
              section.choice("relevance", Relevance.class),
              section.integer("jackknife-groups", 0, KeySums.GROUPS));
      if (em.jackknifeGroups != 0 && em.jackknifeGroups < FEWEST_GROUPS) {
        throw section.bad(
            "jackknife-groups",
            em.jackknifeGroups,
            "0, or a whole number from " + FEWEST_GROUPS + " to " + KeySums.GROUPS);
      }
      section.end();
      return em;
    }
  }
}
