package io.rankproof.report;

import io.rankproof.result.Check;
import io.rankproof.result.Decision;
import io.rankproof.result.Difference;
import io.rankproof.result.Figures;
import io.rankproof.result.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The verdict in words that need no statistics, and its checks in a table. */
final class Verdicts {
  static final String NOT_A_LAUNCH =
      "An offline win is a reason to run an A/B test with real users; it is not a launch.";

  private final Findings findings;

  Verdicts(Findings findings) {
    this.findings = findings;
  }

  /** The run's answer: that of its best candidate. */
  VerdictCard card() {
    if (findings.results().job("decide").isEmpty()) {
      return new VerdictCard(
          "unsure", "NO VERDICT", "The job decide has not run.", "", List.of(), "");
    }
    return findings.results().decisions().stream()
        .findFirst()
        .map(this::card)
        .orElseGet(
            () ->
                new VerdictCard(
                    "bad",
                    Verdict.HOLD.name(),
                    "There was no candidate to judge.",
                    "No model was evaluated besides " + findings.baselineName() + ".",
                    List.of(),
                    ""));
  }

  /** The answer in one sentence. */
  String headline(Decision decision) {
    return switch (decision.verdict()) {
      case ADVANCE_TO_AB_TEST ->
          decision.model() + " has earned an A/B test against " + findings.baselineName() + ".";
      case INSUFFICIENT_EVIDENCE ->
          "The data cannot yet tell whether "
              + decision.model()
              + " has earned an A/B test against "
              + findings.baselineName()
              + ".";
      case HOLD -> "Hold " + decision.model() + ": it has not earned an A/B test.";
    };
  }

  /** Every candidate's checks. */
  Section section() {
    List<Block> blocks = new ArrayList<>();
    if (findings.results().decisions().size() > 1) {
      blocks.add(candidates());
    }
    findings.results().decisions().forEach(decision -> blocks.add(checks(decision)));
    if (blocks.isEmpty()) {
      blocks.add(Note.info(findings.absence("decide", "verdict")));
    } else {
      blocks.add(
          new Paragraph(
              "A candidate advances only when every check passes. One that fails, or cannot be"
                  + " made because something was not computed, holds it; one on which the data"
                  + " cannot tell asks for more data."));
    }
    return new Section("checks", "What was checked", blocks);
  }

  private VerdictCard card(Decision decision) {
    return new VerdictCard(
        style(decision.verdict()),
        decision.verdict().name(),
        headline(decision),
        explanation(decision),
        decision.reasons(),
        decision.needed().map(needed -> "What would settle it: " + needed + ".").orElse(""));
  }

  private String explanation(Decision decision) {
    String measured =
        findings
            .primary()
            .flatMap(key -> findings.difference(decision.model(), key))
            .map(this::measured)
            .orElse("");
    String rest = interval(decision) + Contrast.of(findings, decision).map(s -> s + " ").orElse("");
    return decision.verdict() == Verdict.ADVANCE_TO_AB_TEST
        ? measured + rest + "Every check of the policy passed. " + NOT_A_LAUNCH
        : measured + rest;
  }

  private String measured(Difference difference) {
    return "On the same "
        + Figures.count(difference.sample().withValue())
        + " requests of "
        + Figures.count(difference.sample().clusters())
        + (findings.hasUsers() ? " users, " : " independent clusters, ")
        + difference.key().shown()
        + " changes by "
        + change(difference)
        + " against "
        + difference.baseline()
        + (difference.lowerIsBetter() ? " (lower is better)" : "")
        + ". ";
  }

  /** Without its interval: the one that decides stands in the primary check. */
  private static String change(Difference difference) {
    OptionalDouble delta = difference.delta().value();
    if (delta.isEmpty()) {
      return Figures.ABSENT;
    }
    return Figures.signed(delta.getAsDouble())
        + (difference.relative().isPresent()
            ? " (" + Figures.signedPercent(difference.relative()) + ")"
            : "");
  }

  /** The primary check, where what decided is another one: the change needs its interval. */
  private static String interval(Decision decision) {
    return decision.checks().stream()
        .filter(check -> check.kind() == Check.Kind.PRIMARY)
        .map(Check::reason)
        .filter(reason -> !decision.reasons().contains(reason))
        .map(reason -> reason + ". ")
        .collect(Collectors.joining());
  }

  private Grid candidates() {
    Grid.Builder grid =
        Grid.of("Candidates, best first", 2, "Candidate", "Verdict", "Gain in the primary metric");
    for (Decision decision : findings.results().decisions()) {
      Optional<Check> primary =
          decision.checks().stream().filter(c -> c.kind() == Check.Kind.PRIMARY).findFirst();
      String gain =
          primary.isPresent() && primary.get().value().isPresent()
              ? Figures.signed(primary.get().value().getAsDouble())
              : Figures.ABSENT;
      grid.row(
          List.of(
              Cell.of(decision.model()),
              Cell.of(decision.verdict().name()).toned(tone(decision.verdict())),
              Cell.of(gain)));
    }
    return grid.open();
  }

  private static Grid checks(Decision decision) {
    Grid.Builder grid =
        Grid.of(
            decision.model() + ": " + decision.verdict().name(),
            4,
            "Check",
            "Metric or group",
            "Result",
            "What was found");
    for (Check check : decision.checks()) {
      grid.row(
          List.of(
              Cell.of(words(check.kind())),
              Cell.of(check.name()),
              Cell.of(check.status().text()).toned(tone(check.status())),
              Cell.of(check.reason())));
    }
    return grid.open();
  }

  private static String words(Check.Kind kind) {
    return switch (kind) {
      case PRIMARY -> "must improve";
      case GUARDRAIL -> "must not get worse";
      case SLICE -> "no group harmed";
      case CALIBRATION -> "calibration";
      case DATA -> "data";
    };
  }

  static String style(Verdict verdict) {
    return tone(verdict).name().toLowerCase(Locale.ROOT);
  }

  private static Cell.Tone tone(Verdict verdict) {
    return switch (verdict) {
      case ADVANCE_TO_AB_TEST -> Cell.Tone.GOOD;
      case INSUFFICIENT_EVIDENCE -> Cell.Tone.UNSURE;
      case HOLD -> Cell.Tone.BAD;
    };
  }

  private static Cell.Tone tone(Check.Status status) {
    return switch (status) {
      case PASS -> Cell.Tone.GOOD;
      case FAIL -> Cell.Tone.BAD;
      case INCONCLUSIVE, UNKNOWN -> Cell.Tone.UNSURE;
    };
  }
}
