package io.rankproof.result;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What stands beside the propensities that a run uses: how other methods see them, and whether the
 * model behind them holds.
 */
public record PositionBias(
    List<MethodPoint> methods,
    List<RatioTest> tests,
    List<TrustPoint> trust,
    List<ClickFit> clickModels) {

  /** That of a run that looked at none of it. */
  public static PositionBias none() {
    return new PositionBias(List.of(), List.of(), List.of(), List.of());
  }

  /**
   * A row of the table {@code propensity_methods}.
   *
   * @param used whether it is the method that the run uses
   */
  public record MethodPoint(
      String context, String method, int position, Measurement measured, boolean used) {}

  /**
   * A row of the table {@code propensity_tests}: Cochran's Q of the ratio p_k / p_1.
   *
   * @param q absent where too few strata had enough clicks
   */
  public record RatioTest(
      String context,
      int position,
      OptionalDouble q,
      int degrees,
      OptionalDouble pValue,
      OptionalDouble pHolm) {}

  /**
   * A row of the table {@code click_models}: how well a model foretells clicks in the validation
   * set.
   *
   * @param position 0: all of them
   * @param logLikelihood mean per impression
   */
  public record ClickFit(
      String model,
      int position,
      long impressions,
      OptionalDouble logLikelihood,
      OptionalDouble perplexity) {}

  /** A row of the table {@code propensity_trust}: click rate = alpha x relevance + beta. */
  public record TrustPoint(
      String context, int position, Measurement alpha, Measurement beta, long keys) {}
}
