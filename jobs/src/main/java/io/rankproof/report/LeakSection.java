package io.rankproof.report;

import io.rankproof.report.Cell.Tone;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.split.Splits;
import java.util.ArrayList;
import java.util.List;

/** What the leak audit found, worst first. */
final class LeakSection {
  private LeakSection() {}

  static Section of(Findings findings) {
    List<Block> blocks = new ArrayList<>();
    Splits.warnings(findings.config()).stream().map(Note::warning).forEach(blocks::add);
    List<LeakFinding> leaks = findings.results().leaks();
    if (leaks.isEmpty()) {
      blocks.add(Note.info(findings.absence("audit", "leak audit")));
      return new Section("leaks", "Leak audit", blocks);
    }
    blocks.add(summary(findings, leaks));
    List<LeakFinding> notable =
        leaks.stream().filter(leak -> leak.severity().compareTo(Severity.OK) < 0).toList();
    if (!notable.isEmpty()) {
      blocks.add(grid("Findings, worst first", findings, notable).open());
    }
    blocks.add(
        grid(
                "Looked for and not found, or not computed",
                findings,
                leaks.stream().filter(leak -> !notable.contains(leak)).toList())
            .folded());
    return new Section("leaks", "Leak audit", blocks);
  }

  private static Block summary(Findings findings, List<LeakFinding> leaks) {
    long severe = leaks.stream().filter(LeakFinding::isSevere).count();
    long waived =
        leaks.stream().filter(leak -> leak.isSevere() && isWaived(findings, leak)).count();
    String kind = findings.config().split().kind().text();
    if (severe == 0) {
      return new Paragraph("Nothing severe, given what a split by " + kind + " promises.");
    }
    return Note.warning(
        Figures.count(severe)
            + " severe, given what a split by "
            + kind
            + " promises"
            + (waived == 0 ? "" : "; " + Figures.count(waived) + " waived by decide.waive")
            + (waived == severe ? "." : ": the results are not to be believed."));
  }

  private static boolean isWaived(Findings findings, LeakFinding leak) {
    return findings.config().decide().waive().stream().anyMatch(leak::isNamedBy);
  }

  private static Grid.Builder grid(String caption, Findings findings, List<LeakFinding> leaks) {
    Grid.Builder grid = Grid.of(caption, 3, "Finding", "Verdict", "What it says", "Value", "Bound");
    for (LeakFinding leak : leaks) {
      String waived = leak.isSevere() && isWaived(findings, leak) ? ", waived" : "";
      grid.row(
          List.of(
              Cell.of(leak.finding().replace('_', ' '), leak.subject()),
              Cell.of(leak.severity().text() + waived).toned(tone(leak)),
              Cell.of(leak.reason(), detail(leak)),
              Cell.of(Figures.number(leak.value())),
              Cell.of(Figures.number(leak.bound()))));
    }
    return grid;
  }

  private static String detail(LeakFinding leak) {
    String examples =
        leak.examples().isEmpty() ? "" : "; for example " + String.join(" | ", leak.examples());
    return leak.measure() + examples;
  }

  private static Tone tone(LeakFinding leak) {
    return switch (leak.severity()) {
      case SEVERE -> Tone.BAD;
      case WARNING -> Tone.UNSURE;
      default -> Tone.NEUTRAL;
    };
  }
}
