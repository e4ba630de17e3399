package io.rankproof.report;

import io.rankproof.result.Figures;
import io.rankproof.store.LedgerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What it takes to repeat the run, and what it cost. */
final class FactsSection {
  private FactsSection() {}

  static Section of(Findings findings) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(facts(findings));
    blocks.add(jobs(findings.results().ledger()));
    blocks.add(config(findings));
    return new Section("run", "The run", blocks);
  }

  private static Grid facts(Findings findings) {
    Grid.Builder grid = Grid.of("Facts", 2, "What", "Value");
    grid.row("Run", findings.results().run().value());
    findings.results().ledger().stream()
        .reduce((first, second) -> second)
        .ifPresent(
            last -> {
              grid.row("Input version", last.inputVersion());
              grid.row("Rankproof", last.codeVersion());
              grid.row("Spark", last.sparkVersion());
            });
    grid.row("Config hash", findings.config().resolved().hash());
    grid.row("Seed", Long.toString(findings.config().seed()));
    return grid.open();
  }

  private static Grid jobs(List<LedgerEntry> ledger) {
    Grid.Builder grid = Grid.of("Jobs", 2, "Job", "Started (UTC)", "Seconds", "Rows written");
    for (LedgerEntry entry : ledger) {
      long rows = entry.tables().stream().mapToLong(LedgerEntry.WrittenTable::rows).sum();
      grid.row(
          entry.job(),
          entry.started().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString(),
          Figures.number(seconds(entry)),
          Figures.count(rows));
    }
    return grid.open();
  }

  private static double seconds(LedgerEntry entry) {
    return Duration.between(entry.started(), entry.finished()).toMillis() / 1000.0;
  }

  private static Grid config(Findings findings) {
    Grid.Builder grid = Grid.of("Config: every key with an effect on results", 2, "Key", "Value");
    findings.config().resolved().effective().forEach((key, value) -> grid.row(key, value));
    return grid.folded();
  }
}
