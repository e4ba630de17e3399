package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.evaluate.LogProfile.LabelProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Decides which point-wise metrics mean something for which model, and says which do not. */
final class PointPlanner {
  private final Setting setting;
  private final Set<PointMetric> asked;

  PointPlanner(Setting setting) {
    this.setting = setting;
    asked =
        setting.config().pointwise().stream()
            .map(name -> PointMetric.of(name).orElseThrow())
            .collect(set());
  }

  PointPlan plan() {
    Set<PointMetric> meaningful = byLabel();
    List<Set<PointMetric>> byModel = new ArrayList<>();
    for (String model : setting.scored().models()) {
      byModel.add(byScore(model, meaningful));
    }
    return new PointPlan(
        byModel, setting.examined(), setting.profile().hasPropensities(), setting.config().bins());
  }

  private Set<PointMetric> byLabel() {
    LabelProfile label = setting.profile().label(setting.primaryLabel());
    if (label.unknown() == setting.profile().rows()) {
      return without(asked, "every " + setting.primaryLabel() + " is null");
    }
    Set<PointMetric> binary = asked.stream().filter(PointMetric::needsBinaryLabel).collect(set());
    if (!label.isBinary()) {
      without(binary, "label " + setting.primaryLabel() + " has values other than 0 and 1");
      return asked.stream().filter(metric -> !binary.contains(metric)).collect(set());
    }
    return byClasses(label);
  }

  private Set<PointMetric> byClasses(LabelProfile label) {
    long known = setting.profile().rows() - label.unknown();
    if (label.positive() > 0 && label.positive() < known) {
      return asked;
    }
    Set<PointMetric> curves = asked.stream().filter(PointMetric::isOfCurve).collect(set());
    without(curves, "label " + setting.primaryLabel() + " has one value only in the test set");
    return asked.stream().filter(metric -> !curves.contains(metric)).collect(set());
  }

  private Set<PointMetric> byScore(String model, Set<PointMetric> meaningful) {
    LogProfile.ScoreProfile score = setting.profile().score(model);
    if (score.isProbability()) {
      return meaningful;
    }
    Set<PointMetric> losses =
        meaningful.stream().filter(PointMetric::needsProbability).collect(set());
    if (!losses.isEmpty()) {
      setting
          .out()
          .notComputed(
              names(losses) + " of " + model,
              "its scores are not probabilities: they range from "
                  + score.min()
                  + " to "
                  + score.max());
    }
    return meaningful.stream().filter(metric -> !losses.contains(metric)).collect(set());
  }

  private Set<PointMetric> without(Set<PointMetric> metrics, String reason) {
    if (!metrics.isEmpty()) {
      setting.out().notComputed(names(metrics), reason);
    }
    return Set.of();
  }

  private static String names(Set<PointMetric> metrics) {
    return metrics.stream().map(PointMetric::title).collect(Collectors.joining(", "));
  }

  private static java.util.stream.Collector<PointMetric, ?, Set<PointMetric>> set() {
    return Collectors.toCollection(TreeSet::new);
  }
}
