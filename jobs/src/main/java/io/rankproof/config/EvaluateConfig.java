package io.rankproof.config;

import io.rankproof.error.ConfigException;
import io.rankproof.kernel.rank.MetricSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is measured, and how uncertainty is stated.
 *
 * @param baseline model every other one is compared with; empty: the first by name
 * @param metrics canonical names of the list metrics per request, {@code nDCG@10}; those that the
 *     verdict rests on are among them
 * @param pointwise point-wise metrics over rows, likewise
 * @param listMetrics whether lists mean anything in this log
 * @param slices segments, or crosses of two joined by {@code *}
 * @param minSliceRequests smaller slices are listed as not computed
 * @param replicates Poisson bootstrap replicates, clustered by user
 * @param confidence of the intervals
 * @param ties how equal scores are ordered
 * @param maxMissingScores share of missing scores above which a model's evaluation is an error
 * @param bins of the reliability table and of ECE
 * @param beyond what is measured beyond accuracy
 * @param sliceFinder how slices are searched in which a model is worse
 * @param path how rows come together
 */
public record EvaluateConfig(
    Optional<String> baseline,
    List<String> metrics,
    List<String> pointwise,
    ListMetrics listMetrics,
    List<String> slices,
    long minSliceRequests,
    int replicates,
    double confidence,
    Ties ties,
    double maxMissingScores,
    int bins,
    BeyondConfig beyond,
    SliceFinderConfig sliceFinder,
    Path path) {

  /**
   * @param labels names of the labels; empty: not known yet
   */
  static EvaluateConfig of(Section section, List<String> labels) {
    EvaluateConfig evaluate =
        new EvaluateConfig(
            section.optionalText("baseline"),
            listMetrics(section, labels),
            pointwise(section),
            section.choice("list-metrics", ListMetrics.class),
            slices(section),
            section.wholeNumber("min-slice-requests", 1),
            section.integer("replicates", 100, 100_000),
            section.number("confidence", 0.5, 0.9999),
            section.choice("ties", Ties.class),
            section.number("max-missing-scores", 0, 1),
            section.integer("bins", 2, 1000),
            BeyondConfig.of(section.section("beyond"), labels),
            SliceFinderConfig.of(section.section("slice-finder")),
            section.choice("path", Path.class));
    section.end();
    return evaluate;
  }

  /**
   * The same with the metrics that a verdict rests on: what {@code decide} asks for is measured,
   * and, of the primary label, under the windows of the sensitivity as well.
   */
  EvaluateConfig measuring(DecideConfig decide, LabelConfig label) {
    Set<String> lists = new LinkedHashSet<>(metrics);
    Set<String> points = new LinkedHashSet<>(pointwise);
    decide.metrics().stream()
        .filter(name -> BeyondMetric.of(name).isEmpty())
        .forEach(name -> (PointMetric.of(name).isPresent() ? points : lists).add(name));
    decide.metrics().stream()
        .filter(name -> BeyondMetric.of(name).isEmpty() && PointMetric.of(name).isEmpty())
        .forEach(name -> lists.addAll(underOtherWindows(MetricSpec.parse(name), label)));
    return new EvaluateConfig(
        baseline,
        List.copyOf(lists),
        List.copyOf(points),
        listMetrics,
        slices,
        minSliceRequests,
        replicates,
        confidence,
        ties,
        maxMissingScores,
        bins,
        beyond,
        sliceFinder,
        path);
  }

  /** Every list metric that is evaluated, that of the slice finder included. */
  public List<String> allMetrics() {
    Set<String> all = new LinkedHashSet<>(metrics);
    sliceFinder.metric().filter(metric -> sliceFinder.enabled()).ifPresent(all::add);
    return List.copyOf(all);
  }

  private static List<String> underOtherWindows(MetricSpec metric, LabelConfig label) {
    return metric.label().isEmpty() || metric.label().equals(label.primary())
        ? label.variants().stream().map(v -> metric.withLabel(v.name()).toString()).toList()
        : List.of();
  }

  private static List<String> listMetrics(Section section, List<String> labels) {
    List<String> metrics = new ArrayList<>();
    for (String text : section.texts("metrics")) {
      MetricSpec metric = listMetric(section, text);
      if (metrics.contains(metric.toString())) {
        throw section.bad("metrics", text, "each metric once");
      }
      if (!metric.label().isEmpty() && !labels.isEmpty() && !labels.contains(metric.label())) {
        String hint = Nearest.hint(metric.label(), labels);
        throw section.bad("metrics", text, "one of the labels " + String.join(", ", labels) + hint);
      }
      metrics.add(metric.toString());
    }
    return List.copyOf(metrics);
  }

  private static MetricSpec listMetric(Section section, String text) {
    try {
      return MetricSpec.parse(text);
    } catch (IllegalArgumentException unknown) {
      throw new ConfigException(section.full("metrics"), unknown.getMessage());
    }
  }

  private static List<String> pointwise(Section section) {
    List<String> allowed = PointMetric.titles();
    List<String> metrics = new ArrayList<>();
    for (String text : section.texts("pointwise")) {
      PointMetric metric =
          PointMetric.of(text)
              .orElseThrow(
                  () ->
                      section.bad(
                          "pointwise",
                          text,
                          "some of " + String.join(", ", allowed) + Nearest.hint(text, allowed)));
      metrics.add(metric.title());
    }
    return List.copyOf(metrics);
  }

  private static List<String> slices(Section section) {
    List<String> slices = section.texts("slices");
    for (String slice : slices) {
      if (!slice.matches("[^*]*[^*\\s][^*]*(\\*[^*]*[^*\\s][^*]*)?")) {
        throw section.bad(
            "slices", slice, "a segment, or two joined by *, such as country*platform");
      }
    }
    return slices;
  }

  /** Whether list metrics are computed. */
  public enum ListMetrics {
    /** Where at least half of the requests have two items or more. */
    AUTO,
    ON,
    OFF
  }

  /** How the rows of a request come together. */
  public enum Path {
    /** The fastest that is right. */
    AUTO,
    /** Read where they are recorded to lie together. */
    TOGETHER,
    /** Packed and exchanged. */
    PACKED,
    /** Exchanged and sorted by Spark. */
    PLAIN
  }

  /** Order of equal scores. */
  public enum Ties {
    /** The expected value over all orders. */
    EXPECTED,
    /** A seeded hash of the item. */
    HASH,
    /** As trec_eval: the larger item id first. */
    TREC
  }
}
