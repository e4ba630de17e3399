package io.rankproof.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Point-wise metrics: over rows, not lists. */
public enum PointMetric {
  ROC_AUC("ROC-AUC", Needs.BINARY_LABEL, false),
  PR_AUC("PR-AUC", Needs.BINARY_LABEL, false),
  LOG_LOSS("LogLoss", Needs.PROBABILITY, true),
  NORMALISED_ENTROPY("NormalisedEntropy", Needs.PROBABILITY, true),
  BRIER("Brier", Needs.PROBABILITY, true),
  RMSE("RMSE", Needs.ANY_SCORE, true),
  MAE("MAE", Needs.ANY_SCORE, true),
  /** Over bins of equal mass. */
  ECE("ECE", Needs.PROBABILITY, true);

  private enum Needs {
    ANY_SCORE,
    BINARY_LABEL,
    PROBABILITY
  }

  private final String title;
  private final Needs needs;
  private final boolean lowerIsBetter;

  PointMetric(String title, Needs needs, boolean lowerIsBetter) {
    this.title = title;
    this.needs = needs;
    this.lowerIsBetter = lowerIsBetter;
  }

  /** The name in configs and tables. */
  public String title() {
    return title;
  }

  /** Whether less is better. */
  public boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  /** Whether labels have to be 0 or 1. */
  public boolean needsBinaryLabel() {
    return needs != Needs.ANY_SCORE;
  }

  /** Whether scores have to be probabilities. */
  public boolean needsProbability() {
    return needs == Needs.PROBABILITY;
  }

  /** Whether it depends on the order of all scores. */
  public boolean isArea() {
    return this == ROC_AUC || this == PR_AUC;
  }

  /** Whether it compares predictions with labels, row by row or in bins. */
  public boolean isOfPredictions() {
    return !isArea();
  }

  /** Whether it has a version debiased by inverse propensities. */
  public boolean isDebiasable() {
    return this == LOG_LOSS || this == BRIER;
  }

  /** All names. */
  public static List<String> titles() {
    return Arrays.stream(values()).map(PointMetric::title).toList();
  }

  /** The metric of a name. */
  public static Optional<PointMetric> of(String title) {
    return Arrays.stream(values()).filter(metric -> metric.title.equals(title)).findFirst();
  }
}
