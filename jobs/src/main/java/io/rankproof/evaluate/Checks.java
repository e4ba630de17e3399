package io.rankproof.evaluate;

import io.rankproof.config.Nearest;
import io.rankproof.config.PointMetric;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import io.rankproof.kernel.rank.Gain;
import io.rankproof.kernel.rank.MetricSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What must hold before anything is computed. */
final class Checks {
  /** Squares of it, a few billion times and weighted, stay within the grids of sums. */
  private static final double LARGEST_NUMBER = 1e100;

  private static final double LARGEST_WEIGHT = 1e50;

  /** Sums of larger gains would lose the digits of the smaller ones. */
  private static final double LARGEST_GAIN = 1e15;

  private Checks() {}

  /** The index of the baseline: as configured, else the first log score, else the first model. */
  static int baseline(RankproofConfig config, List<String> models) {
    String name = config.baseline().orElse(models.get(0));
    int index = models.indexOf(name);
    if (index < 0) {
      throw new ConfigException(
          "evaluate.baseline",
          "\""
              + name
              + "\" is no model; the scored models are "
              + String.join(", ", models)
              + Nearest.hint(name, models));
    }
    return index;
  }

  /** The labels that metrics need, the primary one first. */
  static List<String> labels(RankproofConfig config, List<String> available) {
    List<String> used = new ArrayList<>(List.of(config.label().primary()));
    for (String metric : config.evaluate().allMetrics()) {
      String label = MetricSpec.parse(metric).label();
      if (!label.isEmpty() && !used.contains(label)) {
        used.add(label);
      }
    }
    for (String label : used) {
      if (!available.contains(label)) {
        throw new ConfigException(
            "evaluate.metrics",
            "there is no label \""
                + label
                + "\"; the scored rows have "
                + String.join(", ", available)
                + Nearest.hint(label, available));
      }
    }
    return used;
  }

  /** Refuses rows that cannot be evaluated. */
  static void rows(LogProfile profile, double maxMissingScores) {
    if (profile.rows() == 0) {
      throw new InputException(
          "the test set of the table scores is empty; check split.test-start and the log's range");
    }
    if (profile.badWeights() > 0) {
      throw new InputException(
          "column weight of scores: "
              + profile.badWeights()
              + " rows are null, negative or not finite; give weights of at least 0");
    }
    if (profile.badPropensities() > 0) {
      throw new InputException(
          "column propensity of scores: "
              + profile.badPropensities()
              + " rows are not finite and above 0; leave them null where there is none");
    }
    profile
        .scores()
        .forEach(
            (model, score) -> missing(model, score.missing(), profile.rows(), maxMissingScores));
  }

  private static void missing(String model, long missing, long rows, double most) {
    if (missing > most * rows) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "model %s has no score in %d of %d rows (%.4g), more than"
                  + " evaluate.max-missing-scores = %.4g; complete its scores or raise the bound",
              model,
              missing,
              rows,
              (double) missing / rows,
              most));
    }
  }

  /** Refuses numbers so large that no sum could hold them, or their squares. */
  static void magnitudes(List<String> pointwise, LogProfile profile) {
    magnitude("column weight of scores", profile.maxWeight(), LARGEST_WEIGHT);
    profile
        .labels()
        .forEach((label, of) -> magnitude("label " + label, of.magnitude(), LARGEST_NUMBER));
    if (pointwise.stream().flatMap(n -> PointMetric.of(n).stream()).anyMatch(Checks::isOfErrors)) {
      profile
          .scores()
          .forEach((model, of) -> magnitude("model " + model, of.magnitude(), LARGEST_NUMBER));
    }
  }

  /** Whether a metric sums errors of any size, not of probabilities. */
  private static boolean isOfErrors(PointMetric metric) {
    return !metric.needsBinaryLabel();
  }

  private static void magnitude(String what, double largest, double most) {
    if (largest > most) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: there are values up to %s in magnitude, above %s, which sums cannot hold; scale it"
                  + " down, or leave such rows out",
              what,
              largest,
              most));
    }
  }

  /** Refuses metrics whose gains the labels do not fit. */
  static void gains(List<String> metrics, List<String> labels, LogProfile profile) {
    profile.withoutGain().forEach(Checks::withoutGain);
    for (String name : metrics) {
      MetricSpec spec = MetricSpec.parse(name);
      String label = spec.label().isEmpty() ? labels.get(0) : spec.label();
      double largest = profile.label(label).max();
      try {
        double gain = spec.relevance().of(largest);
        if (!(gain <= LARGEST_GAIN)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "label %s counts as %s, above %s, which sums cannot hold exactly; %s",
                  largest,
                  gain,
                  LARGEST_GAIN,
                  spec.relevance().equals(Gain.EXPONENTIAL)
                      ? "use gain=linear, or grades"
                      : "scale the label down"));
        }
      } catch (IllegalArgumentException unfit) {
        throw new InputException("evaluate.metrics, " + name + ": " + unfit.getMessage(), unfit);
      }
    }
  }

  private static void withoutGain(String metric, LogProfile.WithoutGain found) {
    throw new InputException(
        String.format(
            Locale.ROOT,
            "evaluate.metrics, %s: %d rows have a label that is not in the gain map, the least is"
                + " %s; give every positive label of the test set a gain",
            metric,
            found.rows(),
            found.least()));
  }
}
