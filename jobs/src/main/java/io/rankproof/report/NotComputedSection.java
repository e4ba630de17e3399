package io.rankproof.report;

import io.rankproof.store.LedgerEntry;
import java.util.List;

/** What a reader may look for in vain, and why. */
final class NotComputedSection {
  private NotComputedSection() {}

  static Section of(Findings findings) {
    Grid.Builder grid = Grid.of("Not computed", 3, "Job", "What", "Why");
    for (LedgerEntry entry : findings.results().ledger()) {
      entry.notComputed().forEach(gap -> grid.row(entry.job(), gap.what(), gap.reason()));
    }
    Grid table = grid.open();
    return new Section(
        "not-computed",
        "What was not computed",
        table.rows().isEmpty() ? List.of(new Paragraph("Nothing was left out.")) : List.of(table));
  }
}
