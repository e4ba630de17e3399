package io.rankproof.kernel.rank;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A ranking metric by name: measure, cut-off, label and options, written as in ir_measures, for
 * example {@code nDCG@10}, {@code AP(label=save,denominator=R)@10}, {@code RBP(p=0.8)}.
 *
 * <p>Equal specs have equal canonical texts and the other way round.
 *
 * @param measure the kind of metric
 * @param cutoff the last rank that counts; 0 when there is no cut-off
 * @param label the name of the label; empty for the primary one
 * @param relevance what a label is worth
 * @param denominator what AP divides by; {@link ApDenominator#MIN} for the other measures
 * @param persistence RBP's probability of going on to the next rank, in (0, 1); 0 for the others
 */
public record MetricSpec(
    Measure measure,
    int cutoff,
    String label,
    Relevance relevance,
    ApDenominator denominator,
    double persistence)
    implements Serializable {

  /** What average precision divides by, R being the number of relevant items. */
  public enum ApDenominator {
    /** min(R, k): a perfect top k scores 1. */
    MIN("min"),
    /** R: trec_eval's. */
    R("R");

    private final String title;

    ApDenominator(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  static final Relevance.AtLeast DEFAULT_RELEVANT = new Relevance.AtLeast(1);
  static final Relevance.Satisfaction DEFAULT_SCALE = new Relevance.Satisfaction(4);
  static final double DEFAULT_PERSISTENCE = 0.8;

  public MetricSpec {
    Objects.requireNonNull(measure, "measure");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(relevance, "relevance");
    Objects.requireNonNull(denominator, "denominator");
  }

  /**
   * Reads a metric's name.
   *
   * @throws IllegalArgumentException with one line that says what is wrong and what is allowed
   */
  public static MetricSpec parse(String text) {
    return new MetricSpecParser(text, Map.of()).parse();
  }

  /**
   * Reads names separated by commas (those inside parentheses belong to the name).
   *
   * @throws IllegalArgumentException when one is wrong, given twice, or there is none
   */
  public static List<MetricSpec> parseList(String text) {
    return parseList(text, Map.of());
  }

  /**
   * Reads names separated by commas, with options for the metrics that take them and do not state
   * them.
   *
   * @param defaults option to value, as in a name
   * @throws IllegalArgumentException when a name is wrong, given twice, there is none, or none
   *     takes an option
   */
  public static List<MetricSpec> parseList(String text, Map<String, String> defaults) {
    List<MetricSpec> specs = new ArrayList<>();
    for (String name : MetricSpecParser.splitOutsideParentheses(text)) {
      MetricSpec spec = new MetricSpecParser(name, defaults).parse();
      if (specs.contains(spec)) {
        throw new IllegalArgumentException("metric " + spec + " is named twice in '" + text + "'");
      }
      specs.add(spec);
    }
    for (String option : defaults.keySet()) {
      if (specs.stream()
          .noneMatch(spec -> MetricSpecParser.allowed(spec.measure).contains(option))) {
        throw new IllegalArgumentException(
            "option '" + option + "': none of the metrics '" + text + "' takes it");
      }
    }
    return List.copyOf(specs);
  }

  /**
   * Whether the metric is a sum over items of gain x discount(rank), so that weighting each click
   * by 1/propensity debiases it: DCG, P, RBP and wRR.
   */
  public boolean isAdditive() {
    return measure.additive();
  }

  /** Whether row weights have a meaning: a row's gain is multiplied by its weight. */
  public boolean supportsWeights() {
    return measure.weightable();
  }

  /** Whether there is a cut-off. */
  public boolean hasCutoff() {
    return cutoff > 0;
  }

  /** The last rank that counts, {@link Integer#MAX_VALUE} when all do. */
  public int depth() {
    return hasCutoff() ? cutoff : Integer.MAX_VALUE;
  }

  /** The same metric of another label. */
  public MetricSpec withLabel(String name) {
    return new MetricSpec(measure, cutoff, name, relevance, denominator, persistence);
  }

  /** The canonical name: options in a fixed order, defaults left out (RBP always names its p). */
  @Override
  public String toString() {
    List<String> options = new ArrayList<>();
    if (!label.isEmpty()) {
      options.add("label=" + label);
    }
    addRelevance(options);
    if (denominator != ApDenominator.MIN) {
      options.add("denominator=" + denominator.title());
    }
    if (measure == Measure.RBP) {
      options.add("p=" + Numbers.text(persistence));
    }
    return measure.title()
        + (options.isEmpty() ? "" : "(" + String.join(",", options) + ")")
        + (hasCutoff() ? "@" + cutoff : "");
  }

  private void addRelevance(List<String> options) {
    if (relevance instanceof Gain gain && !gain.equals(Gain.EXPONENTIAL)) {
      options.add("gain=" + gain);
    } else if (relevance instanceof Relevance.AtLeast binary && !binary.equals(DEFAULT_RELEVANT)) {
      options.add("rel=" + Numbers.text(binary.least()));
    } else if (relevance instanceof Relevance.Satisfaction scale && !scale.equals(DEFAULT_SCALE)) {
      options.add("max=" + Numbers.text(scale.max()));
    }
  }
}
