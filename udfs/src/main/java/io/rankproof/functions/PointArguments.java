package io.rankproof.functions;

/** The arguments of a point-wise aggregate: score, label and, when there is one, weight. */
final class PointArguments {
  static final int SCORE = 0;
  static final int LABEL = 1;
  private static final int WEIGHT = 2;

  private PointArguments() {}

  /** Whether the label and the weight are there; rows where one is null are left out. */
  static boolean counts(Arguments row, boolean weighted) {
    return !row.isNull(LABEL) && !(weighted && row.isNull(WEIGHT));
  }

  /** The weight, checked: 1 when the function has none. */
  static double weight(Arguments row, boolean weighted) {
    double weight = weighted ? row.number(WEIGHT) : 1;
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "weight is " + weight + ": it must be finite and at least 0");
    }
    return weight;
  }

  /** The label, checked. */
  static double label(Arguments row) {
    double label = row.number(LABEL);
    if (!Double.isFinite(label)) {
      throw new IllegalArgumentException(
          "label is " + label + ": labels must be finite; leave such rows out with FILTER");
    }
    return label;
  }
}
