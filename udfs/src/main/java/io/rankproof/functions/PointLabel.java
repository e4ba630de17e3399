package io.rankproof.functions;

/** What the second argument of a point-wise aggregate is called and may be. */
enum PointLabel {
  /** Compared with a limit. */
  GRADE("label", -Double.MAX_VALUE, Double.MAX_VALUE, "must be finite"),

  /** Not 0, or 0. */
  SIDE("is_current", -Double.MAX_VALUE, Double.MAX_VALUE, "must be finite"),

  /** Summed: 0 or 1, or click / propensity. */
  OUTCOME(
      "label",
      -Math.nextDown(PointArguments.OUTCOME_LIMIT),
      Math.nextDown(PointArguments.OUTCOME_LIMIT),
      "must be below 2^55 (3.6e16) in magnitude"),

  /** Compared with a probability, on average. */
  RATE("label", 0, 1, "must be from 0 to 1, as label >= 2 of a grade is"),

  /** Counted. */
  CLASS("label", 0, 1, "must be 0 or 1 with binning=mass; binning=width takes all from 0 to 1");

  private final String title;
  private final double least;
  private final double most;
  private final String allowed;

  PointLabel(String title, double least, double most, String allowed) {
    this.title = title;
    this.least = least;
    this.most = most;
    this.allowed = allowed;
  }

  /** The argument's name. */
  String title() {
    return title;
  }

  boolean allows(double value) {
    return value >= least && value <= most && (this != CLASS || value == Math.rint(value));
  }

  String allowed() {
    return allowed;
  }
}
