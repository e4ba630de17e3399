package io.rankproof.decide;

import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.result.Decision;
import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.ResultTables;
import io.rankproof.store.JobOutput;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides whether a candidate has earned an A/B test, by the policy in the config. */
public final class DecideJob implements Job {
  static final String NAME = "decide";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "judge every candidate by the policy in the config";
  }

  /**
   * @throws ConfigException if the baseline itself is named as a candidate
   * @throws io.rankproof.error.StoreException if the run has not been evaluated
   */
  @Override
  public void run(RunContext context, JobOutput out) {
    context.read(Table.METRICS);
    Evidence evidence = evidence(context);
    refuseBaseline(context.config(), evidence);
    List<Decision> decisions = new Judge(context.config().decide(), evidence).decide();
    if (decisions.isEmpty()) {
      out.notComputed("verdict", "no model was evaluated besides the baseline");
    }
    out.write(Table.DECISIONS, DecisionRows.of(context.spark(), decisions));
    out.count("candidates", decisions.size());
    context
        .store()
        .writeFile(
            context.run(),
            DecisionFile.NAME,
            DecisionFile.of(
                context.run(), evidence.baseline(), context.config().decide(), decisions));
  }

  private static Evidence evidence(RunContext context) {
    RankproofConfig config = context.config();
    ResultTables tables = new ResultTables(context.store(), context.run());
    List<Estimate> estimates = tables.estimates().stream().filter(e -> e.slice().isAll()).toList();
    List<Difference> differences = tables.differences();
    return new Evidence(
        differences.stream()
            .map(Difference::baseline)
            .findFirst()
            .or(config::baseline)
            .or(() -> estimates.stream().map(Estimate::model).min(Comparator.naturalOrder())),
        config.label().primary(),
        estimates,
        differences,
        config.evaluate().slices(),
        config.evaluate().maxMissingScores(),
        leaks(context, tables),
        context.store().entries(context.run()).stream()
            .map(LedgerEntry::notComputed)
            .flatMap(List::stream)
            .toList());
  }

  private static Optional<List<LeakFinding>> leaks(RunContext context, ResultTables tables) {
    boolean made = context.store().find(Table.LEAK_AUDIT, context.run()).isPresent();
    return made || !context.config().audit().enabled()
        ? Optional.of(tables.leaks())
        : Optional.empty();
  }

  private static void refuseBaseline(RankproofConfig config, Evidence evidence) {
    Optional<String> baseline = evidence.baseline();
    if (baseline.isPresent() && config.decide().candidates().contains(baseline.get())) {
      throw new ConfigException(
          "decide.candidates",
          "\""
              + baseline.get()
              + "\" is the baseline and cannot advance; name models other than it, or leave the"
              + " list empty for all of them");
    }
  }
}
