package io.rankproof.evaluate;

import io.rankproof.config.EvaluateConfig;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every step of an evaluation works with.
 *
 * @param context the run
 * @param out where results and remarks go
 * @param scored the rows
 * @param profile what is known of them
 * @param cohorts what they are divided into
 * @param examined for each model whether its score is a probability given examination
 * @param baseline index of the model that others are compared with
 * @param replicateBudget doubles of replicate sums that one task may hold
 */
record Setting(
    RunContext context,
    JobOutput out,
    ScoredRows scored,
    LogProfile profile,
    Cohorts cohorts,
    List<Boolean> examined,
    int baseline,
    long replicateBudget) {

  EvaluateConfig config() {
    return context.config().evaluate();
  }

  /** The label of point-wise metrics and of list metrics that name none. */
  String primaryLabel() {
    return scored.labels().get(0);
  }

  RowColumns rowColumns() {
    return new RowColumns(scored.labels().size(), scored.models().size());
  }

  /** The shape of the sums of these columns. */
  SumShape shape(double[] bounds, int replicated, List<Quantity> quantities, int counters) {
    List<SumShape.ColumnPair> products = new ArrayList<>();
    quantities.forEach(quantity -> products.addAll(quantity.products(baseline)));
    int replicates = config().replicates();
    return new SumShape(
        cohorts.count(),
        bounds,
        replicated,
        products.stream().distinct().toList(),
        counters,
        SumShape.affordable(replicateBudget, cohorts.count(), replicated, replicates),
        replicates,
        context.config().seed());
  }

  Findings findings(CohortSums sums, List<Quantity> quantities) {
    return findings(sums, quantities, Optional.empty());
  }

  Findings findings(
      CohortSums sums,
      List<Quantity> quantities,
      Optional<PropensityUncertainty> propensities) {
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
