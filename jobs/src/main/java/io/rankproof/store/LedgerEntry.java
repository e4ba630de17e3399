package io.rankproof.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger says of one finished job of a run.
 *
 * @param run the run
 * @param job name of the job
 * @param tables what it wrote
 * @param counts rows by name, in the order the job counted them
 * @param notComputed what could not be computed, with the reason
 * @param config every key with an effect on results; secrets redacted
 * @param inputVersion version of what the run reads
 * @param codeVersion Rankproof's version
 * @param sparkVersion Spark's version
 */
public record LedgerEntry(
    RunId run,
    String job,
    List<WrittenTable> tables,
    List<Count> counts,
    List<NotComputed> notComputed,
    Map<String, String> config,
    String inputVersion,
    String codeVersion,
    String sparkVersion,
    Instant started,
    Instant finished) {

  /**
   * A table as a job left it.
   *
   * @param version Delta version that readers pin
   * @param columns this run's columns; other runs may have added more to the table
   * @param rows rows of this run
   * @param together whether the rows of each cluster follow one another in one file, in them those
   *     of each request
   */
  public record WrittenTable(
      String name, long version, List<String> columns, long rows, boolean together) {}

  /** Rows counted under a name, such as {@code immature}. */
  public record Count(String name, long rows) {}

  /** Something a user may look for, and why it is not there. */
  public record NotComputed(String what, String reason) {}

  Optional<WrittenTable> table(Table table) {
    return tables.stream().filter(written -> written.name().equals(table.folder())).findFirst();
  }
}
