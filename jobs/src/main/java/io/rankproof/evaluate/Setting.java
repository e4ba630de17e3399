package io.rankproof.evaluate;

import io.rankproof.config.EvaluateConfig;
import io.rankproof.job.RunContext;
import io.rankproof.propensity.UncertainPoints;
import io.rankproof.rows.RowSpec;
import io.rankproof.rows.RowStream;
import io.rankproof.store.JobOutput;
import java.util.List;
import java.util.Optional;

/**
 * What every step of an evaluation works with.
 *
 * @param context the run
 * @param out where results and remarks go
 * @param scored the rows
 * @param stream the rows in blocks
 * @param profile what is known of them
 * @param cohorts what they are divided into
 * @param points of the propensity curve that are uncertain
 * @param examined for each model whether its score is a probability given examination
 * @param baseline index of the model that others are compared with
 * @param memory of a task
 */
record Setting(
    RunContext context,
    JobOutput out,
    ScoredRows scored,
    RowStream stream,
    LogProfile profile,
    Cohorts cohorts,
    UncertainPoints points,
    List<Boolean> examined,
    int baseline,
    TaskMemory memory) {

  EvaluateConfig config() {
    return context.config().evaluate();
  }

  /** The columns that passes over rows read. */
  RowSpec spec() {
    return spec(cohorts);
  }

  /** The same with the segments of other cohorts. */
  RowSpec spec(Cohorts others) {
    return scored.spec(others, profile, config().ties(), context.config().seed(), true);
  }

  /** The label of point-wise metrics and of list metrics that name none. */
  String primaryLabel() {
    return scored.labels().get(0);
  }

  /** The shape of the sums of these columns. */
  SumShape shape(
      double[] bounds,
      int replicated,
      List<SumShape.ClusterMean> means,
      List<Quantity> quantities,
      int counters) {
    return SumShape.of(
        cohorts.count(),
        bounds,
        profile.rows(),
        replicated,
        means,
        quantities,
        baseline,
        counters,
        config().replicates(),
        context.config().seed(),
        memory.replicates());
  }

  Findings findings(CohortSums sums, List<Quantity> quantities) {
    return findings(sums, quantities, Optional.empty());
  }

  Findings findings(
      CohortSums sums, List<Quantity> quantities, Optional<PropensityUncertainty> propensities) {
    return new Findings(
        sums,
        config().confidence(),
        propensities,
        cohorts,
        quantities,
        scored.models(),
        baseline,
        config().minSliceRequests());
  }
}
