package io.rankproof.audit;

import io.rankproof.config.LeakKind;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Collects what the parts of the audit find. */
final class Findings {
  private final List<LeakFinding> all = new ArrayList<>();

  /** A measure with its verdict. */
  void add(
      LeakKind kind,
      String subject,
      String measure,
      double value,
      double bound,
      Severity severity,
      List<String> examples,
      String reason) {
    all.add(
        new LeakFinding(
            kind.text(),
            subject,
            measure,
            OptionalDouble.of(value),
            OptionalDouble.of(bound),
            severity,
            List.copyOf(examples),
            reason));
  }

  /** What could not be looked for. */
  void unknown(LeakKind kind, String subject, String reason) {
    add(kind, subject, Severity.UNKNOWN, "not computed: " + reason);
  }

  /** All of several subjects are without a fault. */
  void clean(LeakKind kind, String reason) {
    add(kind, "all", Severity.OK, reason);
  }

  private void add(LeakKind kind, String subject, Severity severity, String reason) {
    all.add(
        new LeakFinding(
            kind.text(),
            subject,
            "",
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            severity,
            List.of(),
            reason));
  }

  boolean has(LeakKind kind) {
    return all.stream().anyMatch(finding -> finding.finding().equals(kind.text()));
  }

  List<LeakFinding> all() {
    return List.copyOf(all);
  }

  /** {@code 12 of 3,456 (0.3%)}. */
  static String share(long part, long whole) {
    return Figures.count(part)
        + " of "
        + Figures.count(whole)
        + (whole == 0 ? "" : " (" + Figures.percent((double) part / whole) + ")");
  }
}
