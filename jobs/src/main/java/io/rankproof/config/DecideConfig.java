package io.rankproof.config;

import io.rankproof.kernel.rank.MetricSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The policy of the verdict.
 *
 * @param candidates models that may advance; empty: every model but the baseline
 * @param primary the metric that must improve
 * @param guardrails metrics that must not get worse; all of them have to hold
 * @param sliceHarm worst allowed drop of the primary metric in any slice, in its units
 * @param maxEce largest expected calibration error a candidate may have; empty: not a gate
 * @param waive findings of the leak audit that do not hold up a verdict: finding or finding:subject
 * @param alpha error level, one-sided for guardrails
 */
public record DecideConfig(
    List<String> candidates,
    Primary primary,
    List<Guardrail> guardrails,
    double sliceHarm,
    Optional<Double> maxEce,
    List<String> waive,
    double alpha) {
  private static final List<String> ESTIMATORS =
      List.of("plain", "user", "impressions", "positives", "ips", "snips", "randomised");

  static DecideConfig of(Section section) {
    DecideConfig decide =
        new DecideConfig(
            section.texts("candidates"),
            Primary.of(section.section("primary")),
            section.sections("guardrails").stream().map(Guardrail::of).toList(),
            section.number("slice-harm", 0, 1e9),
            section.optionalNumber("max-ece", 0, 1),
            section.texts("waive"),
            section.number("alpha", 0.0001, 0.5));
    section.end();
    return decide;
  }

  /** Names of all metrics that a verdict rests on, as in the metrics table. */
  List<String> metrics() {
    List<String> metrics = new ArrayList<>(List.of(primary.metric()));
    guardrails.forEach(guardrail -> metrics.add(guardrail.metric()));
    maxEce.ifPresent(largest -> metrics.add(PointMetric.ECE.title()));
    return List.copyOf(metrics);
  }

  /** The name under which the metric stands in the metrics table. */
  private static String metricName(Section section) {
    String text = section.text("metric");
    Optional<PointMetric> point = PointMetric.of(text);
    if (point.isPresent() || BeyondMetric.of(text).isPresent()) {
      return point.map(PointMetric::title).orElse(text);
    }
    try {
      return MetricSpec.parse(text).toString();
    } catch (IllegalArgumentException unknown) {
      throw section.bad(
          "metric",
          text,
          "a list metric or one of "
              + String.join(", ", PointMetric.titles())
              + Nearest.hint(text, PointMetric.titles())
              + ": "
              + unknown.getMessage());
    }
  }

  private static String estimatorName(Section section, String text) {
    if (!ESTIMATORS.contains(text)) {
      throw section.bad(
          "estimator",
          text,
          "one of " + String.join(", ", ESTIMATORS) + Nearest.hint(text, ESTIMATORS));
    }
    return text;
  }

  /**
   * @param metric name, as in the metrics table
   * @param estimator plain, user, impressions, positives, ips, snips or randomised
   * @param margin the lower bound of the paired difference must be above it
   */
  public record Primary(String metric, String estimator, double margin) {
    static Primary of(Section section) {
      Primary primary =
          new Primary(
              metricName(section),
              estimatorName(section, section.text("estimator")),
              section.number("margin", 0, 1e9));
      section.end();
      return primary;
    }
  }

  /**
   * @param metric name, as in the metrics table
   * @param estimator plain, user, impressions, positives, ips, snips or randomised
   * @param margin non-inferiority margin in the metric's units: how much worse is tolerable
   */
  public record Guardrail(String metric, String estimator, double margin) {
    static Guardrail of(Section section) {
      Guardrail guardrail =
          new Guardrail(
              metricName(section),
              estimatorName(section, section.optionalText("estimator").orElse("plain")),
              section.number("margin", 0, 1e9));
      section.end();
      return guardrail;
    }
  }
}
