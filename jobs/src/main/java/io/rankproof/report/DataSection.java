package io.rankproof.report;

import io.rankproof.result.Figures;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.LedgerEntry.Count;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the rows, job by job, as the ledger counted them. Where a job counts the rows that
 * came in, the counts after it that add up to them are what became of them.
 */
final class DataSection {
  private static final String ROWS_IN = "rows in";

  private DataSection() {}

  static Section of(Findings findings) {
    List<Block> blocks = new ArrayList<>();
    for (LedgerEntry entry : findings.results().ledger()) {
      if (entry.counts().stream().anyMatch(count -> count.name().equals(ROWS_IN))) {
        blocks.addAll(flow(entry));
      } else if (!entry.counts().isEmpty()) {
        blocks.add(counts(entry.job(), entry.counts()));
      }
    }
    if (blocks.isEmpty()) {
      blocks.add(Note.info("No job of this run counted rows."));
    }
    return new Section("data", "What became of the rows", blocks);
  }

  private static List<Block> flow(LedgerEntry entry) {
    Count in =
        entry.counts().stream().filter(c -> c.name().equals(ROWS_IN)).findFirst().orElseThrow();
    List<Count> others = entry.counts().stream().filter(c -> !c.name().equals(ROWS_IN)).toList();
    int parts = partsOf(in.rows(), others);
    if (parts == 0) {
      return List.of(
          Note.warning(
              "The counts of the job "
                  + entry.job()
                  + " do not add up to the rows that came in: do not rely on this run."),
          counts(entry.job(), entry.counts()));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(flow(entry.job(), in, others.subList(0, parts)));
    if (parts < others.size()) {
      blocks.add(counts(entry.job() + ", also counted", others.subList(parts, others.size())));
    }
    return blocks;
  }

  /** How many of the counts it takes to account for all rows; 0 when they never do. */
  private static int partsOf(long rows, List<Count> counts) {
    long sum = 0;
    int last = 0;
    for (int i = 0; i < counts.size(); i++) {
      sum += counts.get(i).rows();
      last = sum == rows ? i + 1 : last;
      if (sum > rows) {
        break;
      }
    }
    return last;
  }

  private static Grid flow(String job, Count in, List<Count> parts) {
    Grid.Builder grid =
        Grid.of(job + ": every row that came in", 1, "Rows", "Number", "Share of the rows in");
    grid.row(in.name(), Figures.count(in.rows()), share(in.rows(), in.rows()));
    parts.forEach(
        part -> grid.row(part.name(), Figures.count(part.rows()), share(part.rows(), in.rows())));
    return grid.open();
  }

  private static Grid counts(String caption, List<Count> counts) {
    Grid.Builder grid = Grid.of(caption, 1, "Counted", "Number");
    counts.forEach(count -> grid.row(count.name(), Figures.count(count.rows())));
    return grid.open();
  }

  private static String share(long part, long whole) {
    return whole == 0 ? Figures.ABSENT : Figures.percent((double) part / whole);
  }
}
