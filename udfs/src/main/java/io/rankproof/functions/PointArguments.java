package io.rankproof.functions;

import java.io.Serializable;

/**
 * The arguments of a point-wise aggregate: score, label and, when there is one, weight.
 *
 * @param function its name, for errors
 * @param label what the second argument is
 * @param weighted whether there are weights
 * @param weightLimit what weights must stay below, so that their sums are exact
 */
record PointArguments(String function, PointLabel label, boolean weighted, double weightLimit)
    implements Serializable {

  static final int SCORE = 0;
  static final int LABEL = 1;
  private static final int WEIGHT = 2;

  /** Squares of smaller weights are below 2^62, the most that a fixed sum takes. */
  static final double SQUARED_WEIGHT_LIMIT = 0x1p31;

  /**
   * What weights, outcomes and their products must stay below: the log loss, at most 37 weight (2
   * |outcome| + 1) for the least clip, is then below 2^62.
   */
  static final double OUTCOME_LIMIT = 0x1p55;

  /** What weights that are kept with these binary digits must stay below. */
  static double unitLimit(int weightBits) {
    return Math.scalb(1.0, 62 - weightBits);
  }

  /** Whether the label and the weight are there; rows where one is null are left out. */
  boolean counts(Arguments row) {
    return !row.isNull(LABEL) && !(weighted && row.isNull(WEIGHT));
  }

  /** Whether the score is there, too. */
  boolean areComplete(Arguments row) {
    return counts(row) && !row.isNull(SCORE);
  }

  /** The weight, checked: 1 when the function has none. */
  double weight(Arguments row) {
    double weight = weighted ? row.number(WEIGHT) : 1;
    if (!(weight >= 0 && weight < weightLimit)) {
      throw wrong("weight", weight, "must be at least 0 and below " + weightLimit);
    }
    if (label == PointLabel.OUTCOME) {
      requireProduct(weight, row.number(LABEL));
    }
    return weight;
  }

  private void requireProduct(double weight, double outcome) {
    if (!(weight * Math.abs(outcome) < OUTCOME_LIMIT)) {
      throw wrong(
          "weight",
          weight,
          "times the label " + outcome + " must be below 2^55 (3.6e16) in magnitude");
    }
  }

  /** The label, checked. */
  double label(Arguments row) {
    double value = row.number(LABEL);
    if (!label.allows(value)) {
      throw wrong(label.title(), value, label.allowed());
    }
    return value;
  }

  private IllegalArgumentException wrong(String argument, double value, String allowed) {
    return new IllegalArgumentException(
        function
            + ": "
            + argument
            + " is "
            + value
            + ": it "
            + allowed
            + "; leave such rows out with FILTER (WHERE ...)"
            + (argument.equals("weight") ? ", or divide all weights by the same number" : ""));
  }

  /** Refuses predictions that are not probabilities. */
  void requireProbabilities(long unusable, long rows) {
    if (unusable > 0) {
      throw new IllegalArgumentException(
          function
              + ": "
              + unusable
              + " of "
              + rows
              + " predictions are NaN or outside [0, 1]: leave them out with FILTER (WHERE ...) or"
              + " calibrate the score first");
    }
  }
}
