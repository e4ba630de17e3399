package io.rankproof.result;

import java.util.Optional;

/**
 * A row of the table {@code folds}: a difference from the baseline in one fold, or over all.
 *
 * @param fold from 1; 0 for the mean over the folds
 * @param run of the fold; empty for the mean
 * @param foldsBetter in how many folds the model was better; 0 for a single fold
 * @param verdict on the model in the fold; empty for the mean
 */
public record FoldDifference(
    int fold,
    Optional<String> run,
    String model,
    String baseline,
    MetricKey key,
    Measurement delta,
    int foldsBetter,
    Optional<Verdict> verdict) {

  /** Whether it is the mean over the folds. */
  public boolean isMean() {
    return fold == 0;
  }
}
