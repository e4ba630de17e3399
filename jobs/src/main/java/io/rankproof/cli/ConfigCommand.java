package io.rankproof.cli;

import io.rankproof.config.ConfigLoader;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the documented defaults. */
@Command(
    name = "config",
    description = "print every key of the config with its default and meaning",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(ConfigLoader.defaultsText());
    out.flush();
    return ExitCode.DONE.code();
  }
}
