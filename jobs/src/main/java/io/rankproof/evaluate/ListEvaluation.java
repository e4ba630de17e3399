package io.rankproof.evaluate;

import io.rankproof.config.EvaluateConfig.ListMetrics;
import io.rankproof.rows.RowSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The list metrics: every request evaluated and summed in one pass. */
final class ListEvaluation {
  private final Setting setting;
  private final Consumer<Dataset<Row>> requestMetrics;
  private final MetricPlan plan;
  private final ListColumns columns;

  ListEvaluation(Setting setting, Consumer<Dataset<Row>> requestMetrics) {
    this.setting = setting;
    this.requestMetrics = requestMetrics;
    plan =
        MetricPlan.of(
            setting.config().metrics(),
            setting.scored().labels(),
            setting.scored().models().size(),
            setting.config().ties(),
            setting.profile().hasPropensities());
    columns = ListColumns.withWeightedAucs(plan, setting.profile().users() > 0);
  }

  /** Evaluates, hands the metrics of each request on, and sums; empty where lists mean nothing. */
  Optional<Findings> run() {
    RequestPass pass = new RequestPass(plan, setting.cohorts(), setting.scored().models());
    if (setting.config().listMetrics() == ListMetrics.OFF || plan.names().isEmpty()) {
      writeNothing(pass, "evaluate.list-metrics is off, or evaluate.metrics is empty");
      return Optional.empty();
    }
    List<Quantity> quantities = columns.quantities(setting.profile().hasRandomised());
    ListSums sums = sum(quantities);
    ListTally tally = sums.tally();
    setting.out().count("requests", tally.requests());
    if (setting.config().listMetrics() == ListMetrics.AUTO
        && 2 * tally.lists() < tally.requests()) {
      writeNothing(
          pass,
          tally.lists()
              + " of "
              + tally.requests()
              + " requests have two items or more, fewer than half: nothing is ranked here"
              + " (evaluate.list-metrics = on computes them anyway)");
      return Optional.empty();
    }
    reportLeftOut(tally);
    RowSpec named = setting.spec().unweighted().named();
    requestMetrics.accept(pass.table(setting.context().spark(), setting.stream().blocks(named)));
    return Optional.of(findings(sums, quantities));
  }

  private void writeNothing(RequestPass pass, String reason) {
    setting.out().notComputed("list metrics", reason);
    requestMetrics.accept(setting.context().spark().createDataFrame(List.<Row>of(), pass.schema()));
  }

  private ListSums sum(List<Quantity> quantities) {
    SumShape shape =
        setting.shape(
            columns.bounds(setting.profile()),
            columns.replicated(),
            columns.means(),
            quantities,
            Counters.count(plan.models()));
    DrawnSums.Shape drawn = drawnShape();
    RowSpec spec = setting.spec().unweighted().with(PointReader.segments(drawn.points()));
    ListPass pass = new ListPass(columns, setting.cohorts(), shape, drawn, setting.baseline());
    ListSums sums = pass.sum(setting.stream().blocks(spec));
    sums.requireExact();
    return sums;
  }

  private DrawnSums.Shape drawnShape() {
    if (!plan.debiased()) {
      return DrawnSums.Shape.NONE;
    }
    return DrawnSums.Shape.of(
        setting.points(),
        setting.cohorts().count(),
        plan.models(),
        columns.debiasedBounds(setting.profile()),
        setting.profile().rows(),
        setting.config().replicates(),
        setting.context().config().seed(),
        setting.memory());
  }

  private Findings findings(ListSums list, List<Quantity> quantities) {
    CohortSums sums = list.sums();
    Findings findings =
        setting.findings(sums, quantities, DrawnUncertainty.of(list.drawn(), plan, setting));
    reportUncarried(findings, sums, list.drawn());
    for (int metric = 0; metric < plan.names().size(); metric++) {
      long withValue = Math.round(sums.total(0, columns.withValue(metric)));
      setting.out().count("requests with a value of " + plan.names().get(metric), withValue);
    }
    return findings;
  }

  /** Says in which slices intervals do not carry the error of propensities as they should. */
  private void reportUncarried(Findings findings, CohortSums sums, DrawnSums drawn) {
    int points = plan.debiased() ? setting.points().count() : 0;
    long known = points == 0 ? 0 : findings.slices(cohort -> !drawn.isSummed(cohort));
    if (known > 0) {
      setting
          .out()
          .notComputed(
              "error of propensities in intervals of " + known + " slices (ips, snips)",
              "sums apart by "
                  + points
                  + " learned propensities are beyond their memory: the propensities are taken as"
                  + " known there; name fewer evaluate.slices or propensity.contexts");
    }
    long linear =
        findings.slices(
            cohort ->
                sums.isBootstrapped(cohort)
                    && drawn.isSummed(cohort)
                    && !drawn.isBootstrapped(cohort));
    if (linear > 0) {
      setting
          .out()
          .notComputed(
              "bootstrap of propensities in " + linear + " slices (ips, snips)",
              "replicates of sums apart by "
                  + points
                  + " learned propensities are beyond their memory: the delta method adds their"
                  + " variance to the bootstrap's (interval = bootstrap-se+propensities)");
    }
  }

  private void reportLeftOut(ListTally tally) {
    if (tally.unknownLabels() > 0) {
      setting
          .out()
          .notComputed(
              "list metrics of " + tally.unknownLabels() + " requests",
              "a label of theirs is null or not finite");
    }
    if (plan.debiased() && tally.notDebiasable() > 0) {
      setting
          .out()
          .notComputed(
              "debiased metrics of " + tally.notDebiasable() + " requests",
              "not all of their rows have a usable propensity and a label");
    }
    List<SliceIndex> slices = setting.cohorts().indexes();
    for (int i = 0; i < slices.size(); i++) {
      if (tally.mixed(i) > 0) {
        setting
            .out()
            .notComputed(
                "list metrics of "
                    + tally.mixed(i)
                    + " requests by slice "
                    + slices.get(i).slice().title(),
                "their rows differ in it: a list belongs to a slice as a whole");
      }
    }
  }
}
