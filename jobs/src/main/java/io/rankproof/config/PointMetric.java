package io.rankproof.config;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point-wise metric: over rows, not lists. Named {@code LogLoss}, {@code Lift@1%}, {@code
 * CostLoss(fp=1,fn=5)}, {@code ECE(width)}.
 *
 * @param kind what it is
 * @param share of the top, of {@link Kind#LIFT} and {@link Kind#RECALL}; else 0
 * @param falsePositive cost of acting on a negative, of {@link Kind#COST_LOSS}; else 0
 * @param falseNegative cost of not acting on a positive, likewise
 */
public record PointMetric(Kind kind, double share, double falsePositive, double falseNegative)
    implements Comparable<PointMetric>, Serializable {

  /** Kinds of point-wise metrics, with the name that each begins with. */
  public enum Kind {
    ROC_AUC("ROC-AUC", Needs.BINARY_LABEL, false),
    PR_AUC("PR-AUC", Needs.BINARY_LABEL, false),
    /** How many times more positives the top share holds than at random. */
    LIFT("Lift", Needs.BINARY_LABEL, false),
    /** Share of the positives in the top share. */
    RECALL("Recall", Needs.BINARY_LABEL, false),
    /** Cost per row at the best threshold. */
    COST_LOSS("CostLoss", Needs.BINARY_LABEL, true),
    LOG_LOSS("LogLoss", Needs.PROBABILITY, true),
    NORMALISED_ENTROPY("NormalisedEntropy", Needs.PROBABILITY, true),
    BRIER("Brier", Needs.PROBABILITY, true),
    RMSE("RMSE", Needs.ANY_SCORE, true),
    MAE("MAE", Needs.ANY_SCORE, true),
    /** Over bins of equal mass. */
    ECE("ECE", Needs.PROBABILITY, true),
    /** Over bins of equal width. */
    ECE_WIDTH("ECE(width)", Needs.PROBABILITY, true),
    /** Over bins of equal mass, less its bias. */
    ECE_CORRECTED("ECE(corrected)", Needs.PROBABILITY, true),
    /** Over bins of equal width, less its bias. */
    ECE_WIDTH_CORRECTED("ECE(width,corrected)", Needs.PROBABILITY, true);

    private final String title;
    private final Needs needs;
    private final boolean lowerIsBetter;

    Kind(String title, Needs needs, boolean lowerIsBetter) {
      this.title = title;
      this.needs = needs;
      this.lowerIsBetter = lowerIsBetter;
    }

    private boolean hasOptions() {
      return this == LIFT || this == RECALL || this == COST_LOSS;
    }
  }

  private enum Needs {
    ANY_SCORE,
    BINARY_LABEL,
    PROBABILITY
  }

  /** Expected calibration error over bins of equal mass: what a verdict's gate looks at. */
  public static final PointMetric ECE = plain(Kind.ECE);

  private static final String THRESHOLD = "BestThreshold";
  private static final Pattern TOP = Pattern.compile("(Lift|Recall)@([0-9.]+)%");
  private static final Pattern COST =
      Pattern.compile("CostLoss\\(\\s*fp\\s*=\\s*([0-9.]+)\\s*,\\s*fn\\s*=\\s*([0-9.]+)\\s*\\)");

  private static PointMetric plain(Kind kind) {
    return new PointMetric(kind, 0, 0, 0);
  }

  /** The metric of a name. */
  public static Optional<PointMetric> of(String title) {
    Matcher top = TOP.matcher(title);
    Matcher cost = COST.matcher(title);
    if (top.matches()) {
      Kind kind = top.group(1).equals("Lift") ? Kind.LIFT : Kind.RECALL;
      return number(top.group(2))
          .filter(percent -> percent > 0 && percent <= 100)
          .map(percent -> new PointMetric(kind, percent / 100, 0, 0));
    }
    if (cost.matches()) {
      Optional<Double> falsePositive = number(cost.group(1));
      Optional<Double> falseNegative = number(cost.group(2));
      return falsePositive
          .flatMap(fp -> falseNegative.map(fn -> new PointMetric(Kind.COST_LOSS, 0, fp, fn)))
          .filter(metric -> metric.falsePositive + metric.falseNegative > 0);
    }
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.title.equals(title) && !kind.hasOptions())
        .findFirst()
        .map(PointMetric::plain);
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  /** Names for messages: each kind once, with an example of its options. */
  public static List<String> titles() {
    return Arrays.stream(Kind.values())
        .map(
            kind ->
                switch (kind) {
                  case LIFT, RECALL -> kind.title + "@1%";
                  case COST_LOSS -> kind.title + "(fp=1,fn=5)";
                  default -> kind.title;
                })
        .toList();
  }

  /** The name in configs and tables. */
  public String title() {
    return switch (kind) {
      case LIFT, RECALL -> kind.title + "@" + text(100 * share) + "%";
      case COST_LOSS -> kind.title + costs();
      default -> kind.title;
    };
  }

  /** The name of the threshold at which {@link Kind#COST_LOSS} is reached. */
  public String thresholdTitle() {
    return THRESHOLD + costs();
  }

  /** Whether a line of results is about rows, not lists: a metric or a best threshold. */
  public static boolean isOfRows(String title) {
    return of(title).isPresent() || title.startsWith(THRESHOLD + "(");
  }

  private String costs() {
    return "(fp=" + text(falsePositive) + ",fn=" + text(falseNegative) + ")";
  }

  private static String text(double number) {
    String text = String.format(Locale.ROOT, "%.6f", number);
    return text.replaceAll("\\.?0+$", "");
  }

  /** Whether less is better. */
  public boolean lowerIsBetter() {
    return kind.lowerIsBetter;
  }

  /** Whether labels have to be 0 or 1. */
  public boolean needsBinaryLabel() {
    return kind.needs != Needs.ANY_SCORE;
  }

  /** Whether scores have to be probabilities. */
  public boolean needsProbability() {
    return kind.needs == Needs.PROBABILITY;
  }

  /** Whether it depends on the order of all scores, and not on their values. */
  public boolean isOfCurve() {
    return kind.needs == Needs.BINARY_LABEL;
  }

  /** Whether it compares predictions with labels, row by row or in bins. */
  public boolean isOfPredictions() {
    return !isOfCurve();
  }

  /** Whether it has a version debiased by inverse propensities. */
  public boolean isDebiasable() {
    return kind == Kind.LOG_LOSS || kind == Kind.BRIER;
  }

  /** Whether it is a calibration error over bins. */
  public boolean isCalibration() {
    return kind.title.startsWith("ECE");
  }

  /** Of a calibration error: whether its bins are of equal width. */
  public boolean isOfEqualWidth() {
    return kind == Kind.ECE_WIDTH || kind == Kind.ECE_WIDTH_CORRECTED;
  }

  /** Of a calibration error: whether its bias is taken off. */
  public boolean isCorrected() {
    return kind == Kind.ECE_CORRECTED || kind == Kind.ECE_WIDTH_CORRECTED;
  }

  /**
   * Whether there is an interval. Noise of the bins adds to a calibration error, and replicates
   * have noise once more, of which no correction knows; a threshold chosen on the same rows makes
   * its cost look too small.
   */
  public boolean hasInterval() {
    return !isCalibration() && kind != Kind.COST_LOSS;
  }

  /** In the order of the kinds, then by their options. */
  @Override
  public int compareTo(PointMetric other) {
    return Comparator.comparing(PointMetric::kind)
        .thenComparingDouble(PointMetric::share)
        .thenComparingDouble(PointMetric::falsePositive)
        .thenComparingDouble(PointMetric::falseNegative)
        .compare(this, other);
  }
}
