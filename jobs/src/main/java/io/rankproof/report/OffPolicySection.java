package io.rankproof.report;

import io.rankproof.result.Figures;
import io.rankproof.result.OffPolicyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
                  : findings.absence("ope", "off-policy", "ope", "propensit")));
    } else {
      blocks.add(
          new Paragraph(
              "The mean engagement that a policy would have earned, estimated from a log that"
                  + " another policy made; on_policy is the logging policy's own mean. A value is"
                  + " refused where too little of the log resembles the target. Where an estimator"
                  + " is marked biased, its interval says how much it would vary, not how far it"
                  + " is off."));
      notes(values).forEach(note -> blocks.add(Note.info(note)));
      blocks.addAll(chart(values, "impression"));
      blocks.addAll(chart(values, "request"));
      blocks.add(table(values));
    }
    return new Section("ope", "Off-policy value", blocks);
  }

  /** What has to be known of targets, once each. */
  private static Stream<String> notes(List<OffPolicyValue> values) {
    return values.stream()
        .filter(value -> value.note().isPresent())
        .map(value -> value.target() + ", " + kind(value) + ": " + value.note().orElseThrow() + ".")
        .distinct();
  }

  private static String kind(OffPolicyValue value) {
    return value.estimator().startsWith("examination_")
        ? "by examination"
        : "from the log of " + value.logger();
  }

  private static List<Block> chart(List<OffPolicyValue> values, String unit) {
    List<Charts.ForestRow> rows =
        values.stream()
            .filter(value -> value.unit().equals(unit))
            .filter(value -> value.refused().isEmpty() && value.measured().hasInterval())
            .map(
                value ->
                    new Charts.ForestRow(
                        value.target() + " · " + value.estimator() + " · log of " + value.logger(),
                        value.measured(),
                        value.consistent() ? Cell.Tone.NEUTRAL : Cell.Tone.UNSURE,
                        Figures.interval(value.measured())))
            .toList();
    return rows.isEmpty()
        ? List.of()
        : List.of(Charts.forest("Estimated value per " + unit, "value per " + unit, false, rows));
  }

  private static Grid table(List<OffPolicyValue> values) {
    Grid.Builder grid =
        Grid.of(
            "The same in numbers",
            4,
            "Target",
            "Log of",
            "Estimator",
            "Per",
            "Value",
            "Bootstrap interval",
            "Minus the mean of a log",
            "Weight bound",
            "Rounds",
            "Effective sample",
            "Mean weight",
            "Largest weight");
    for (OffPolicyValue value : values) {
      grid.row(
          List.of(
              Cell.of(value.target()),
              Cell.of(value.logger()),
              Cell.of(
                  value.estimator()
                      + (value.refused().isPresent() || value.consistent() ? "" : " (biased)")),
              Cell.of(value.unit()),
              value(value),
              Cell.of(value.resampled().hasInterval() ? Figures.interval(value.resampled()) : ""),
              Cell.of(delta(value)),
              Cell.of(value.bound().isPresent() ? Figures.number(value.bound()) : ""),
              Cell.of(Figures.count(value.rounds())),
              Cell.of(Figures.number(value.effectiveSize())),
              Cell.of(Figures.number(value.meanWeight())),
              Cell.of(Figures.number(value.largestWeight()))));
    }
    return grid.open();
  }

  private static String delta(OffPolicyValue value) {
    return value
        .against()
        .filter(log -> value.delta().hasInterval())
        .map(log -> log + ": " + Figures.signedInterval(value.delta()))
        .orElse("");
  }

  private static Cell value(OffPolicyValue value) {
    return value
        .refused()
        .map(reason -> Cell.of("refused", reason).toned(Cell.Tone.UNSURE))
        .orElseGet(() -> Cell.of(shown(value)));
  }

  /** A lower bound alone is said as one. */
  private static String shown(OffPolicyValue value) {
    boolean bounded = value.measured().low().isPresent() && value.measured().high().isEmpty();
    return bounded
        ? Figures.number(value.measured().value())
            + ", at least "
            + Figures.number(value.measured().low())
        : Figures.interval(value.measured());
  }
}
