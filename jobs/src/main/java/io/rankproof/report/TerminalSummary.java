package io.rankproof.report;

import io.rankproof.result.Check;
import io.rankproof.result.Decision;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import io.rankproof.result.OffPolicyValue;
import io.rankproof.result.Verdict;
import io.rankproof.store.LedgerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The run in a terminal, at most 110 columns wide. */
final class TerminalSummary {
  private static final int WIDTH = 110;
  private static final int LONGEST_NAME = 28;
  private static final List<String> HEADLINE_ESTIMATORS =
      List.of("snips", "sndr", "examination_ips");

  private final Findings findings;
  private final List<String> lines = new ArrayList<>();

  private TerminalSummary(Findings findings) {
    this.findings = findings;
  }

  /**
   * @param page where the report lies
   */
  static List<String> lines(Findings findings, String page) {
    TerminalSummary summary = new TerminalSummary(findings);
    summary.lines.add("");
    summary.wrapped("Run " + findings.results().run() + " · " + ReportPage.subtitle(findings), "");
    summary.table();
    summary.offPolicy();
    summary.verdict();
    summary.lines.add("");
    summary.notComputed();
    summary.lines.add("Report: " + page);
    return List.copyOf(summary.lines);
  }

  private void table() {
    List<String> models = findings.models();
    if (models.isEmpty()) {
      return;
    }
    int name =
        models.stream()
            .mapToInt(String::length)
            .map(n -> Math.min(n, LONGEST_NAME))
            .max()
            .orElse(0);
    String row = "  %-" + Math.max(name, 12) + "s  %-28s  %-34s  %s";
    lines.add("");
    line(
        row,
        "",
        "value [" + findings.confidence() + " interval]",
        "difference from " + cut(findings.baselineName(), 18),
        "relative");
    for (MetricKey key : findings.headlines()) {
      lines.add(findings.shown(key) + (lowerIsBetter(key) ? " (lower is better)" : ""));
      models.forEach(model -> line(row, model, key));
    }
  }

  /** The estimators that most people look for; the report has the others. */
  private void offPolicy() {
    List<OffPolicyValue> values =
        findings.results().offPolicyValues().stream()
            .filter(value -> HEADLINE_ESTIMATORS.contains(value.estimator()))
            .toList();
    if (values.isEmpty()) {
      return;
    }
    lines.add("Off-policy value per impression");
    for (OffPolicyValue value : values) {
      wrapped(
          "  "
              + value.target()
              + " from the log of "
              + value.logger()
              + ", "
              + value.estimator()
              + ": "
              + value.refused().map(why -> "refused, " + why).orElseGet(() -> offPolicy(value)),
          "    ");
    }
  }

  private static String offPolicy(OffPolicyValue value) {
    return Figures.interval(value.measured())
        + value
            .against()
            .filter(log -> value.delta().hasInterval())
            .map(log -> ", minus the mean of " + log + ": " + Figures.signedInterval(value.delta()))
            .orElse("");
  }

  private boolean lowerIsBetter(MetricKey key) {
    return findings.results().differences().stream()
        .anyMatch(d -> d.key().equals(key) && d.lowerIsBetter());
  }

  private void line(String row, String model, MetricKey key) {
    findings
        .estimate(model, key)
        .ifPresent(
            estimate ->
                line(
                    row,
                    cut(model, LONGEST_NAME),
                    Figures.interval(estimate.measured()),
                    findings
                        .difference(model, key)
                        .map(d -> Figures.signedInterval(d.delta()))
                        .orElse(model.equals(findings.baselineName()) ? "(baseline)" : ""),
                    findings
                        .difference(model, key)
                        .map(d -> Figures.signedPercent(d.relative()))
                        .orElse("")));
  }

  private void line(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  private static String cut(String name, int most) {
    return name.length() <= most ? name : name.substring(0, most - 1) + "…";
  }

  private void verdict() {
    lines.add("");
    if (findings.results().decisions().isEmpty()) {
      VerdictCard card = new Verdicts(findings).card();
      lines.add(card.verdict() + ": " + card.headline());
      return;
    }
    for (Decision decision : findings.results().decisions()) {
      wrapped(decision.verdict() + ": " + new Verdicts(findings).headline(decision), "");
      decision.checks().forEach(this::check);
      Contrast.of(findings, decision).ifPresent(why -> wrapped("  " + why, "  "));
      decision.needed().ifPresent(needed -> wrapped("  needed: " + needed, "    "));
      if (decision.verdict() == Verdict.ADVANCE_TO_AB_TEST) {
        lines.add("  " + Verdicts.NOT_A_LAUNCH);
      }
    }
  }

  /** What is missing above, so that nobody takes it for looked at; the report says why. */
  private void notComputed() {
    List<String> missing =
        findings.results().ledger().stream()
            .flatMap(entry -> entry.notComputed().stream())
            .map(LedgerEntry.NotComputed::what)
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      wrapped("Not computed (why: see the report): " + String.join("; ", missing), "  ");
    }
  }

  private void check(Check check) {
    wrapped(
        String.format(
            Locale.ROOT,
            "  %-12s  %s",
            check.status().text(),
            check.passed() && check.kind() == Check.Kind.DATA ? check.name() : check.reason()),
        " ".repeat(16));
  }

  /** Breaks at spaces. */
  private void wrapped(String text, String indent) {
    String rest = text;
    while (rest.length() > WIDTH) {
      int at = rest.lastIndexOf(' ', WIDTH);
      if (at <= indent.length()) {
        break;
      }
      lines.add(rest.substring(0, at));
      rest = indent + rest.substring(at + 1);
    }
    lines.add(rest);
  }
}
