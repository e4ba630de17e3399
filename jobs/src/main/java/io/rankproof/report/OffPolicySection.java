package io.rankproof.report;

import io.rankproof.result.Figures;
import io.rankproof.result.OffPolicyValue;
import java.util.ArrayList;
import java.util.List;

/** What other policies would have earned, by the logged probabilities of showing each item. */
final class OffPolicySection {
  private OffPolicySection() {}

  static Section of(Findings findings) {
    List<OffPolicyValue> values = findings.results().offPolicyValues();
    List<Block> blocks = new ArrayList<>();
    if (values.isEmpty()) {
      blocks.add(
          Note.info(
              findings.config().ope().targets().isEmpty()
                  ? "No target policy is declared (ope.targets)."
                  : findings.absence("evaluate", "off-policy", "ope", "propensit")));
    } else {
      blocks.add(
          new Paragraph(
              "The mean engagement per impression that a policy would have earned, estimated from"
                  + " a log that another policy made; on_policy is the logging policy's own mean."
                  + " A value is refused where too little of the log resembles the target."));
      blocks.addAll(chart(values));
      blocks.add(table(values));
    }
    return new Section("ope", "Off-policy value", blocks);
  }

  private static List<Block> chart(List<OffPolicyValue> values) {
    List<Charts.ForestRow> rows =
        values.stream()
            .filter(value -> value.refused().isEmpty() && value.measured().value().isPresent())
            .map(
                value ->
                    new Charts.ForestRow(
                        value.target() + " · " + value.estimator() + " · log of " + value.logger(),
                        value.measured(),
                        Cell.Tone.NEUTRAL,
                        Figures.interval(value.measured())))
            .toList();
    return rows.isEmpty()
        ? List.of()
        : List.of(Charts.forest("Estimated value", "value per impression", false, rows));
  }

  private static Grid table(List<OffPolicyValue> values) {
    Grid.Builder grid =
        Grid.of(
            "The same in numbers",
            3,
            "Target",
            "Log of",
            "Estimator",
            "Value",
            "Rounds",
            "Effective sample",
            "Mean weight",
            "Largest weight");
    for (OffPolicyValue value : values) {
      grid.row(
          List.of(
              Cell.of(value.target()),
              Cell.of(value.logger()),
              Cell.of(value.estimator()),
              value(value),
              Cell.of(Figures.count(value.rounds())),
              Cell.of(Figures.number(value.effectiveSize())),
              Cell.of(Figures.number(value.meanWeight())),
              Cell.of(Figures.number(value.largestWeight()))));
    }
    return grid.open();
  }

  private static Cell value(OffPolicyValue value) {
    return value
        .refused()
        .map(reason -> Cell.of("refused", reason).toned(Cell.Tone.UNSURE))
        .orElseGet(() -> Cell.of(Figures.interval(value.measured())));
  }
}
