package io.rankproof.cli;

import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/** Runs jobs of one run: refuses a changed config, commits the output last, says what was done. */
final class JobRunner {
  private final RunContext context;
  private final String inputVersion;

  JobRunner(RunContext context, String inputVersion) {
    this.context = context;
    this.inputVersion = inputVersion;
    refuseAnotherRunsName();
  }

  /** Runs a job, whether or not it has run before: the result is the same. */
  void run(Job job) {
    JobOutput out = new JobOutput(context.store(), context.run(), job.name());
    try {
      job.run(context, out);
    } catch (Exception failed) { // Spark throws checked exceptions that no method declares
      out.discard();
      DataFailures.refuse(job.name(), failed);
      throw failed;
    }
    LedgerEntry entry = out.commit(context.config(), inputVersion, Version.current());
    context.console().finished(job.name(), rows(entry), took(entry));
    entry.counts().forEach(c -> context.console().detail(c.name() + ": " + grouped(c.rows())));
  }

  /** Runs the jobs that the run has not finished yet, and those whose input is newer. */
  void resume(List<Job> jobs) {
    Instant upstream = Instant.MIN;
    for (Job job : jobs) {
      Optional<LedgerEntry> before = context.store().entry(context.run(), job.name());
      if (before.isPresent() && isCurrent(before.get(), upstream)) {
        context.console().line(String.format("%-11s finished before, kept", job.name()));
        job.recall(context);
      } else {
        run(job);
      }
      upstream = context.store().entry(context.run(), job.name()).orElseThrow().finished();
    }
  }

  private static boolean isCurrent(LedgerEntry entry, Instant upstream) {
    return !entry.finished().isBefore(upstream) && entry.codeVersion().equals(Version.current());
  }

  private void refuseAnotherRunsName() {
    for (LedgerEntry entry : context.store().entries(context.run())) {
      refuseChangedConfig(entry);
      if (!entry.inputVersion().equals(inputVersion)) {
        throw new ConfigException(
            "--run-id",
            "run "
                + context.run()
                + " was made from the input "
                + entry.inputVersion()
                + ", which is now "
                + inputVersion
                + "; give another --run-id, or --as-of a time when it was as recorded");
      }
    }
  }

  private void refuseChangedConfig(LedgerEntry entry) {
    RankproofConfig config = context.config();
    SortedMap<String, String> now = config.resolved().effective();
    TreeSet<String> keys = new TreeSet<>(now.keySet());
    keys.addAll(entry.config().keySet());
    keys.removeIf(key -> java.util.Objects.equals(now.get(key), entry.config().get(key)));
    if (!keys.isEmpty()) {
      throw new ConfigException(
          "--run-id",
          "run "
              + context.run()
              + " was made with another config (changed: "
              + String.join(", ", keys)
              + "); restore the config or give another --run-id");
    }
  }

  private static long rows(LedgerEntry entry) {
    return entry.tables().stream().mapToLong(LedgerEntry.WrittenTable::rows).sum();
  }

  private static Duration took(LedgerEntry entry) {
    return Duration.between(entry.started(), entry.finished());
  }

  private static String grouped(long rows) {
    return String.format(java.util.Locale.ROOT, "%,d", rows);
  }
}
