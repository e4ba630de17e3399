package io.rankproof.cli;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Bounds the growth of a store: removes all runs but the latest ones. */
@Command(
    name = "prune",
    description = "remove all runs of a store but the latest ones",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PruneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--keep",
      required = true,
      paramLabel = "N",
      description = "How many runs stay, counted from the one that finished a job last.")
  private int keep;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The config file, for store.path and spark.conf.")
  private Path file;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Folder or URI of tables and reports; overrides store.path.")
  private String folder;

  @Override
  public Integer call() {
    if (keep < 1) {
      throw new ConfigException("--keep", "\"" + keep + "\" is not allowed; give 1 or more");
    }
    RankproofConfig config =
        ConfigLoader.load(file, folder == null ? List.of() : List.of("store.path=" + folder));
    try (Sessions session = Sessions.open(config.sparkConf())) {
      Store store = Store.open(session.spark(), config.storePath());
      if (!store.exists()) {
        throw new ConfigException(
            "store.path", "there is no store in \"" + config.storePath() + "\"; give one");
      }
      PrintWriter out = spec.commandLine().getOut();
      List<RunId> runs = store.runs();
      for (RunId run : runs.subList(Math.min(keep, runs.size()), runs.size())) {
        store.remove(run);
        out.println("removed " + run);
      }
      out.println(Math.min(keep, runs.size()) + " of " + runs.size() + " runs are kept");
      out.flush();
      return ExitCode.DONE.code();
    }
  }
}
