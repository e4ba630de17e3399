package io.rankproof.evaluate;

import io.rankproof.rows.RowBlock;

/** One scored row, as numbers. Reused from row to row. */
final class PointRow {
  private final PointPlan plan;
  private final double[] scores;
  private final double[] predictions;
  private final boolean[] lacksScores;
  private final boolean[] incomparable;
  private double label;
  private double weight;
  private double propensity;
  private boolean randomised;

  PointRow(PointPlan plan) {
    this.plan = plan;
    scores = new double[plan.models()];
    predictions = new double[plan.models()];
    lacksScores = new boolean[plan.models()];
    incomparable = new boolean[plan.models()];
  }

  /** Takes a row; false when its label is unknown, so that it counts nowhere. */
  boolean read(RowBlock block, int row) {
    label = block.labels()[0][row];
    weight = block.weight(row);
    propensity = block.propensity(row);
    randomised = block.isRandomised(row);
    for (int model = 0; model < scores.length; model++) {
      scores[model] = block.scores()[model][row];
      lacksScores[model] = !Double.isFinite(scores[model]);
      predictions[model] =
          lacksScores[model] ? Double.NaN : plan.prediction(model, scores[model], propensity);
      incomparable[model] =
          lacksScores[model] || (plan.isPredicting(model) && Double.isNaN(predictions[model]));
    }
    return Double.isFinite(label);
  }

  double label() {
    return label;
  }

  boolean isPositive() {
    return label > 0;
  }

  double weight() {
    return weight;
  }

  /** The examination propensity; NaN when none is usable. */
  double propensity() {
    return propensity;
  }

  boolean isRandomised() {
    return randomised;
  }

  /** The score that ranks. */
  double score(int model) {
    return scores[model];
  }

  /** What the model predicts of the label; NaN when it cannot. */
  double prediction(int model) {
    return predictions[model];
  }

  boolean[] lacksScores() {
    return lacksScores;
  }

  /** For each model whether it lacks a score or a prediction: no comparison uses the row. */
  boolean[] incomparable() {
    return incomparable;
  }
}
