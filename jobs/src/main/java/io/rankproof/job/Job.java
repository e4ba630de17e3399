package io.rankproof.job;

import io.rankproof.config.RankproofConfig;
import io.rankproof.store.JobOutput;

/** A capability: a subcommand, a task of a scheduler, a step of {@code run}. */
public interface Job {
  /** Name on the command line and in the ledger. */
  String name();

  /** What it does, in one line. */
  String summary();

  /**
   * Refuses what the config alone shows to be wrong; asked of all jobs before the first one runs.
   *
   * @throws io.rankproof.error.ConfigException naming the key
   */
  default void check(RankproofConfig config) {}

  /**
   * Refuses what the columns of the input show to be wrong; asked of all jobs of a run before the
   * first one works, and cheap.
   *
   * @throws io.rankproof.error.RankproofException naming the key
   */
  default void checkInput(RunContext context) {}

  /** Says again what it said when it finished, for a run that keeps its output. */
  default void recall(RunContext context) {}

  /** Reads the run's tables and writes its own; the caller commits the output. */
  void run(RunContext context, JobOutput out);
}
