package io.rankproof.report;

import io.rankproof.result.MetricKey;
import java.util.List;

/** What the top of the lists shows beyond accuracy. */
final class BeyondSection {
  private BeyondSection() {}

  static Section of(Findings findings) {
    List<MetricKey> keys = findings.beyondKeys();
    return new Section(
        "beyond",
        "Beyond accuracy",
        keys.isEmpty()
            ? List.of(Note.info(findings.absence("evaluate", "beyond accuracy")))
            : blocks(findings, keys));
  }

  private static List<Block> blocks(Findings findings, List<MetricKey> keys) {
    return List.of(
        new Paragraph(
            "Of the first "
                + findings.config().evaluate().beyond().k()
                + " items that each model would show: the share of the catalogue among them"
                + " (Coverage), how unevenly items and creators get places (Gini: 0 evenly, 1 all"
                + " to one), how little known the items are (Novelty, in bits), how different from"
                + " one another (Diversity), how many are new (FreshShare) and how many were"
                + " hidden by the user (HideRate). Coverage and Gini belong to all lists together"
                + " and have no interval."),
        ResultsSection.values(findings, keys),
        DifferencesSection.table(findings, "Differences from " + findings.baselineName(), keys)
            .folded());
  }
}
