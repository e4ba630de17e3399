package io.rankproof.decide;

import io.rankproof.result.Difference;
import io.rankproof.result.MetricKey;
import java.util.Optional;

/** Why a check has nothing to look at. */
final class Absent {
  private Absent() {}

  static String reason(Evidence evidence, String candidate, String metric, String estimator) {
    if (!evidence.models().contains(candidate)) {
      return "the model "
          + candidate
          + " was not evaluated; evaluated: "
          + String.join(", ", evidence.models());
    }
    String name = MetricKey.shown(metric, estimator);
    Optional<Difference> difference = evidence.difference(candidate, metric, estimator);
    return difference.isPresent()
        ? name + " has no paired difference with a standard error over 2 clusters or more"
        : name + " was not compared with the baseline (" + evidence.why(metric, estimator) + ")";
  }
}
