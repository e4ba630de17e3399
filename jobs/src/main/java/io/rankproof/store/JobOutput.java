package io.rankproof.store;

import io.rankproof.config.RankproofConfig;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What one job of a run leaves behind; nothing of it is visible before {@link #commit}. */
public final class JobOutput {
  private final Store store;
  private final RunId run;
  private final String job;
  private final Instant started = now();
  private final List<LedgerEntry.WrittenTable> tables = new ArrayList<>();
  private final List<LedgerEntry.Count> counts = new ArrayList<>();
  private final List<LedgerEntry.NotComputed> notComputed = new ArrayList<>();

  public JobOutput(Store store, RunId run, String job) {
    this.store = store;
    this.run = run;
    this.job = job;
  }

  /**
   * Replaces this run's rows of a table.
   *
   * @param rows without {@code run_id}; columns as docs/tables.md says
   * @return rows written
   */
  public long write(Table table, Dataset<Row> rows) {
    return write(table, rows, false);
  }

  /**
   * The same for rows of which each partition holds clusters whole, the rows of a cluster following
   * one another and in it those of a request: recorded, unless a setting of Spark's moves rows
   * between files.
   */
  public long writeTogether(Table table, Dataset<Row> rows) {
    return write(table, rows, store.keepsLayout(table));
  }

  private long write(Table table, Dataset<Row> rows, boolean together) {
    if (!table.job().equals(job)) {
      throw new IllegalArgumentException(job + " does not own the table " + table.folder());
    }
    LedgerEntry.WrittenTable written = store.write(table, run, rows, together);
    tables.removeIf(before -> before.name().equals(written.name()));
    tables.add(written);
    return written.rows();
  }

  /** What this job has just written to a table, before others can see it. */
  public Dataset<Row> written(Table table) {
    return tables.stream()
        .filter(written -> written.name().equals(table.folder()))
        .findFirst()
        .map(written -> store.read(table, run, written))
        .orElseThrow(() -> new IllegalStateException(job + " has not written " + table.folder()));
  }

  /** Records a count, printed with the job's line and kept in the ledger. */
  public void count(String name, long rows) {
    counts.add(new LedgerEntry.Count(name, rows));
  }

  /** Records that something a user may look for is not there, and why. */
  public void notComputed(String what, String reason) {
    notComputed.add(new LedgerEntry.NotComputed(what, reason));
  }

  /** Makes the job's tables visible. */
  public LedgerEntry commit(RankproofConfig config, String inputVersion, String codeVersion) {
    LedgerEntry entry = entry(config, inputVersion, codeVersion);
    store.commit(entry);
    return entry;
  }

  /** Takes back what was written, for a job that failed. */
  public void discard() {
    store.discard(run, job, tables);
  }

  /** As precise as a table keeps it. */
  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  /** What {@link #commit} would record now. */
  public LedgerEntry entry(RankproofConfig config, String inputVersion, String codeVersion) {
    return new LedgerEntry(
        run,
        job,
        List.copyOf(tables),
        List.copyOf(counts),
        List.copyOf(notComputed),
        config.resolved().effective(),
        inputVersion,
        codeVersion,
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        started,
        now());
  }
}
