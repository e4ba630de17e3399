package io.rankproof.report;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the estimators of a metric are, in a few words; docs/evaluate.md has the formulas. */
final class Estimators {
  private static final List<String> ORDER =
      List.of("user", "impressions", "positives", "ips", "snips", "randomised");

  private static final Map<String, String> MEANINGS =
      Map.of(
          "user",
          "the mean over users of the mean of a user's requests, so that every user counts the same",
          "impressions",
          "the mean over requests, each weighted by how many items it shows",
          "positives",
          "the mean over requests, each weighted by how many of its items are relevant",
          "ips",
          "each click counts 1/p times, p being how likely its position is looked at (inverse"
              + " propensity scoring), summed per request",
          "snips",
          "the ips sum divided by the sum of the same weights, so an average per weighted click,"
              + " which varies less",
          "randomised",
          "plain, on the requests alone whose items were shown in random order, where no ranker is"
              + " favoured");

  private Estimators() {}

  /**
   * Explains those of the names that need it, in the form "name: meaning"; empty when none does.
   */
  static String explained(Collection<String> names) {
    return ORDER.stream()
        .filter(names::contains)
        .map(name -> name + ": " + MEANINGS.get(name))
        .collect(Collectors.joining("; "));
  }

  /** Why a verdict can rest on it, as the end of a sentence. */
  static String reason(String estimator) {
    return switch (estimator) {
      case "ips", "snips" -> "which corrects for where items were shown";
      case "user" -> "in which every user counts the same";
      case "impressions" -> "in which every impression counts the same";
      case "positives" -> "in which every positive counts the same";
      case "randomised" -> "measured where items were shown in random order";
      default -> "as the policy asks";
    };
  }
}
