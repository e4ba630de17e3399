package io.rankproof.cli;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.config.ResolvedConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.store.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that every job has. */
final class RunOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The config file (HOCON); `config` prints every key.")
  private Path file;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Folder or URI of tables and reports; overrides store.path.")
  private String store;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the run; by default name-hash(config and input version).")
  private String run;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides a key of the config; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description =
          "Read Delta inputs as they were then, e.g. 2026-01-31T00:00:00Z: repeats an earlier run.")
  private String asOf;

  @Option(
      names = "--gate",
      description = "Exit with 4 unless the verdict is ADVANCE_TO_AB_TEST (decide, run).")
  private boolean gate;

  @Option(names = "--verbose", description = "Show the stack trace of a failure.")
  private boolean verbose;

  /**
   * @param more settings of ours
   */
  RankproofConfig config(String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    if (store != null) {
      all.add("store.path=" + store);
    }
    return ConfigLoader.load(file, all);
  }

  /** The name given on the command line, checked. */
  Optional<RunId> givenRun() {
    return Optional.ofNullable(run).map(RunId::new);
  }

  /** When to look at the inputs; empty: now. */
  Optional<Instant> inputsAsOf() {
    try {
      return Optional.ofNullable(asOf).map(Instant::parse);
    } catch (DateTimeParseException wrong) {
      throw new ConfigException(
          "--as-of", "\"" + asOf + "\" is no instant; write it as 2026-01-31T00:00:00Z");
    }
  }

  /** The name of a run that was given none. */
  static RunId defaultRun(RankproofConfig config, String inputVersion) {
    String state = ResolvedConfig.hash(config.resolved().hash() + inputVersion);
    return new RunId(config.name() + "-" + state);
  }

  boolean gate() {
    return gate;
  }

  boolean verbose() {
    return verbose;
  }
}
