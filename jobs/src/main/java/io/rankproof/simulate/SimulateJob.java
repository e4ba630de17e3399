package io.rankproof.simulate;

import io.rankproof.config.SimulateConfig;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.Locale;

/** Writes a log of which everything is known, and what is known beside it. */
public final class SimulateJob implements Job {

  @Override
  public String name() {
    return "simulate";
  }

  @Override
  public String summary() {
    return "write a log with known propensities, relevance and value of every ranker";
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    SimulateConfig config = context.config().simulate();
    SimulatedLog log = new SimulatedLog(context.spark(), config, context.config().seed());

    out.count("requests", config.requests());
    out.count("impressions", out.write(Table.LOG, log.impressions()));
    out.count("engagements", out.write(Table.LOG_ENGAGEMENTS, log.engagements()));
    if (config.plant().enabled()) {
      out.write(Table.LOG_ITEMS, log.items());
    }

    out.write(Table.TRUTH_IMPRESSIONS, log.truthOfImpressions());
    out.write(Table.TRUTH_PROPENSITIES, log.truthOfPropensities());
    double[] truth = log.truthOfRankers();
    out.write(Table.TRUTH_VALUES, log.table(truth));
    context.console().detail(truthLine(truth));
  }

  private static String truthLine(double[] truth) {
    return String.format(
        Locale.ROOT,
        "truth: nDCG@10 of own lists, production %.4f, candidate %.4f",
        ownLists(truth, Ranker.PRODUCTION),
        ownLists(truth, Ranker.CANDIDATE));
  }

  private static double ownLists(double[] truth, Ranker ranker) {
    return truth[TrueValues.cell(TrueValues.Scope.CANDIDATES, ranker, TrueMetric.NDCG_10)];
  }
}
