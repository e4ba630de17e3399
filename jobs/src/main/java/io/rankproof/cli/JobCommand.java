package io.rankproof.cli;

import io.rankproof.config.RankproofConfig;
import io.rankproof.config.SourceConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.folds.FoldsJob;
import io.rankproof.job.Console;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.report.ReportJob;
import io.rankproof.store.InputVersion;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A subcommand that works on one run: a single job, or the whole of {@code run}. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
final class JobCommand implements Callable<Integer> {
  private final BiConsumer<JobRunner, List<Job>> how;
  private final Function<RankproofConfig, List<Job>> jobs;
  private final boolean isPipeline;

  @Mixin private RunOptions options;

  private JobCommand(
      Function<RankproofConfig, List<Job>> jobs,
      BiConsumer<JobRunner, List<Job>> how,
      boolean isPipeline) {
    this.jobs = jobs;
    this.how = how;
    this.isPipeline = isPipeline;
  }

  /** The subcommand of one job, run anew at each call. */
  static JobCommand single(Job job) {
    return new JobCommand(
        config -> List.of(job), (runner, jobs) -> jobs.forEach(runner::run), false);
  }

  /** The subcommand {@code run}: what of the pipeline is not finished. */
  static JobCommand pipeline() {
    return new JobCommand(Jobs::pipeline, JobRunner::resume, true);
  }

  boolean verbose() {
    return options.verbose();
  }

  @Override
  public Integer call() {
    Optional<RunId> given = options.givenRun();
    options.inputsAsOf(); // refused here when it is no instant, before a session starts
    RankproofConfig config = options.config();
    List<Job> planned = jobs.apply(config);
    if (options.gate() && !Jobs.endInVerdict(planned)) {
      throw new ConfigException("--gate", "this job gives no verdict; use it with decide or run");
    }
    boolean allFolds = isPipeline && config.split().isAllFolds();
    List<RankproofConfig> folds = allFolds ? folds(config) : List.of();
    (allFolds ? folds : List.of(config)).forEach(c -> planned.forEach(job -> job.check(c)));
    try (Sessions session = Sessions.open(config.sparkConf())) {
      RunContext context =
          allFolds
              ? workOnFolds(session.spark(), config, folds, given, planned)
              : work(session.spark(), config, given, planned);
      return options.gate() && !Jobs.advances(context)
          ? ExitCode.NOT_ADVANCED.code()
          : ExitCode.DONE.code();
    }
  }

  private RunContext work(
      SparkSession spark, RankproofConfig config, Optional<RunId> given, List<Job> planned) {
    Store store = Store.open(spark, config.storePath());
    InputVersion inputs =
        InputVersion.of(
            spark,
            Jobs.beginRun(planned) ? config.source() : continued(store, config, given),
            options.inputsAsOf());
    RunId run = given.orElseGet(() -> RunOptions.defaultRun(config, inputs.text()));
    Console console = new Console(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    RunContext context =
        new RunContext(spark, config.pinned(inputs.deltaVersions()), store, run, console);
    if (Jobs.beginRun(planned) && !Jobs.simulate(planned)) {
      planned.forEach(job -> job.checkInput(context));
    }
    console.line("run " + run + " in " + config.storePath());
    how.accept(new JobRunner(context, inputs.text()), planned);
    console.close();
    return context;
  }

  /** A later job of a run reads what the first one has read, though a table may have grown. */
  private static SourceConfig continued(Store store, RankproofConfig config, Optional<RunId> run) {
    return run.flatMap(id -> store.entries(id).stream().findFirst())
        .map(entry -> InputVersion.recorded(entry.inputVersion()).deltaVersions())
        .map(config.source()::pinned)
        .orElse(config.source());
  }

  private List<RankproofConfig> folds(RankproofConfig config) {
    return IntStream.rangeClosed(1, config.split().folds())
        .mapToObj(fold -> options.config("split.fold=" + fold))
        .toList();
  }

  /**
   * Every fold as a run of its own, then what they say together; the last fold's verdict counts.
   */
  private RunContext workOnFolds(
      SparkSession spark,
      RankproofConfig config,
      List<RankproofConfig> folds,
      Optional<RunId> given,
      List<Job> planned) {
    Store store = Store.open(spark, config.storePath());
    InputVersion inputs = InputVersion.of(spark, config.source(), options.inputsAsOf());
    RunId all = given.orElseGet(() -> RunOptions.defaultRun(config, inputs.text()));
    Console console = new Console(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    RunContext last = null;
    for (int fold = 1; fold <= folds.size(); fold++) {
      RunId run = FoldsJob.foldRun(all, fold);
      console.line("run " + run + " in " + config.storePath());
      RankproofConfig pinned = folds.get(fold - 1).pinned(inputs.deltaVersions());
      last = new RunContext(spark, pinned, store, run, console);
      how.accept(new JobRunner(last, inputs.text()), planned);
    }
    console.line("run " + all + " in " + config.storePath());
    JobRunner together =
        new JobRunner(new RunContext(spark, config, store, all, console), inputs.text());
    together.run(new FoldsJob());
    together.run(new ReportJob());
    console.close();
    return last;
  }
}
