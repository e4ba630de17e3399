package io.rankproof.cli;

import io.rankproof.audit.AuditJob;
import io.rankproof.config.RankproofConfig;
import io.rankproof.decide.DecideJob;
import io.rankproof.decide.Decisions;
import io.rankproof.evaluate.EvaluateJob;
import io.rankproof.folds.FoldsJob;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.model.ScoreJob;
import io.rankproof.model.TrainJob;
import io.rankproof.ope.OpeJob;
import io.rankproof.prepare.PrepareJob;
import io.rankproof.propensity.PropensityJob;
import io.rankproof.report.ReportJob;
import io.rankproof.simulate.SimulateJob;
import java.util.List;

/** All jobs, in the order of the pipeline. */
final class Jobs {
  private static final List<Job> ALL =
      List.of(
          new SimulateJob(),
          new PrepareJob(),
          new AuditJob(),
          new PropensityJob(),
          new TrainJob(),
          new ScoreJob(),
          new EvaluateJob(),
          new OpeJob(),
          new DecideJob(),
          new ReportJob(),
          new FoldsJob());

  private Jobs() {}

  static List<Job> all() {
    return ALL;
  }

  /** What {@code run} does for a config; of a rolling split, for one fold. */
  static List<Job> pipeline(RankproofConfig config) {
    return ALL.stream()
        .filter(job -> !(job instanceof FoldsJob))
        .filter(job -> !job.name().equals("simulate") || config.simulate().enabled())
        .toList();
  }

  /** Whether these jobs settle on what the run reads; later ones go on with it. */
  static boolean beginRun(List<Job> jobs) {
    return jobs.stream().anyMatch(PrepareJob.class::isInstance);
  }

  /** Whether the input is made by these jobs, and is not there before. */
  static boolean simulate(List<Job> jobs) {
    return jobs.stream().anyMatch(SimulateJob.class::isInstance);
  }

  /** Whether there is a verdict after these jobs. */
  static boolean endInVerdict(List<Job> jobs) {
    return jobs.stream().anyMatch(DecideJob.class::isInstance);
  }

  /** Whether the run's verdict is to go to an A/B test. */
  static boolean advances(RunContext context) {
    return Decisions.overall(context.store(), context.run())
        .filter(Decisions.Overall::advances)
        .isPresent();
  }
}
