package io.rankproof.cli;

import io.rankproof.error.RankproofException;
import io.rankproof.job.Job;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: one subcommand per job, {@code run}, and {@code config}. */
@Command(
    name = "rankproof",
    header =
        "Decides, from the impression log, whether a new ranking model has earned an A/B test.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "JOB",
    footer = {
      "",
      "Exit codes: 0 done; 1 failed; 2 usage or config; 3 the input violates the contract;",
      "            4 the verdict is not ADVANCE_TO_AB_TEST and --gate was given."
    })
final class Rankproof {
  private Rankproof() {}

  /** Runs a command line; returns the exit code. */
  static int execute(String... arguments) {
    return commandLine().execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
  }

  static CommandLine commandLine() {
    CommandLine root = new CommandLine(new Rankproof());
    add(
        root,
        "run",
        "run the whole pipeline, resuming after the last finished job",
        JobCommand.pipeline());
    for (Job job : Jobs.all()) {
      add(root, job.name(), job.summary(), JobCommand.single(job));
    }
    root.addSubcommand(new PruneCommand());
    root.addSubcommand(new ConfigCommand());
    return root.setExecutionExceptionHandler(failure())
        .setParameterExceptionHandler(usage())
        .setExitCodeExceptionMapper(Rankproof::exitCode);
  }

  private static void add(CommandLine root, String name, String summary, JobCommand command) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().name(name).usageMessage().description(summary);
    root.addSubcommand(name, line);
  }

  private static IExecutionExceptionHandler failure() {
    return (Exception failed, CommandLine line, ParseResult parsed) -> {
      PrintWriter err = line.getErr();
      err.println("rankproof: " + firstLine(failed));
      if (line.getCommand() instanceof JobCommand command && command.verbose()) {
        failed.printStackTrace(err);
      } else if (!(failed instanceof RankproofException)) {
        err.println("           (--verbose shows the stack trace)");
      }
      err.flush();
      return exitCode(failed);
    };
  }

  private static IParameterExceptionHandler usage() {
    return (wrong, arguments) -> {
      PrintWriter err = wrong.getCommandLine().getErr();
      err.println("rankproof: " + reason(wrong) + "; --help shows the usage");
      err.flush();
      return ExitCode.USAGE.code();
    };
  }

  /** What cannot be understood, and what was probably meant. */
  private static String reason(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unknown)) {
      return wrong.getMessage();
    }
    List<String> nearest = unknown.getSuggestions();
    return "unknown "
        + (unknown.isUnknownOption() ? "option " : "job or argument ")
        + "\""
        + unknown.getUnmatched().get(0)
        + "\""
        + (nearest.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearest) + "?");
  }

  private static int exitCode(Throwable failed) {
    return failed instanceof RankproofException known ? known.exitCode() : ExitCode.FAILED.code();
  }

  private static String firstLine(Throwable failed) {
    String message = failed.getMessage() == null ? failed.toString() : failed.getMessage();
    return message.lines().findFirst().orElse(failed.toString());
  }
}
