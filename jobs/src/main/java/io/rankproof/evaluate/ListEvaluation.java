package io.rankproof.evaluate;

import io.rankproof.config.EvaluateConfig.ListMetrics;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** The list metrics: every request evaluated once, kept, then summed. */
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
    columns = new ListColumns(plan);
  }

  /** Evaluates, hands the metrics of each request on, and sums; empty where lists mean nothing. */
  Optional<Findings> run(Dataset<Row> grouped) {
    RequestPass pass = new RequestPass(plan, setting.cohorts(), setting.scored().models());
    if (setting.config().listMetrics() == ListMetrics.OFF || plan.names().isEmpty()) {
      writeNothing(pass, "evaluate.list-metrics is off, or evaluate.metrics is empty");
      return Optional.empty();
    }
    JavaRDD<RequestBlock> blocks =
        pass.evaluate(grouped).persist(StorageLevel.MEMORY_AND_DISK_SER());
    try {
      return evaluate(pass, blocks);
    } finally {
      blocks.unpersist();
    }
  }

  private Optional<Findings> evaluate(RequestPass pass, JavaRDD<RequestBlock> blocks) {
    Tally tally = Tally.of(blocks, setting.cohorts().indexes().size());
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
    requestMetrics.accept(pass.table(setting.context().spark(), blocks));
    return Optional.of(sum(blocks));
  }

  private void writeNothing(RequestPass pass, String reason) {
    setting.out().notComputed("list metrics", reason);
    requestMetrics.accept(setting.context().spark().createDataFrame(List.<Row>of(), pass.schema()));
  }

  private Findings sum(JavaRDD<RequestBlock> blocks) {
    boolean randomised = setting.profile().hasRandomised();
    List<Quantity> quantities = columns.quantities(randomised);
    SumShape shape =
        setting.shape(
            columns.bounds(setting.profile()),
            columns.count(),
            quantities,
            Counters.count(plan.models()));
    CohortSums sums =
        new ListPass(
                columns, setting.cohorts(), shape, setting.profile().rows(), setting.baseline())
            .sum(blocks);
    sums.requireExact();
    Findings findings =
        setting.findings(sums, quantities, PropensityUncertainty.of(setting, columns));
    for (int metric = 0; metric < plan.names().size(); metric++) {
      long withValue = Math.round(sums.total(0, columns.withValue(metric)));
      setting.out().count("requests with a value of " + plan.names().get(metric), withValue);
    }
    return findings;
  }

  private void reportLeftOut(Tally tally) {
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
      if (tally.mixed()[i] > 0) {
        setting
            .out()
            .notComputed(
                "list metrics of "
                    + tally.mixed()[i]
                    + " requests by slice "
                    + slices.get(i).title(),
                "their rows differ in it: a list belongs to a slice as a whole");
      }
    }
  }

  /**
   * Counts over requests.
   *
   * @param requests all
   * @param lists those with two items or more
   * @param unknownLabels those with an unknown label
   * @param notDebiasable those without usable propensities
   * @param mixed for each slice those whose rows differ in it
   */
  private record Tally(
      long requests, long lists, long unknownLabels, long notDebiasable, long[] mixed)
      implements Serializable {

    static Tally of(JavaRDD<RequestBlock> blocks, int slices) {
      return blocks
          .map(block -> of(block, slices))
          .fold(new Tally(0, 0, 0, 0, new long[slices]), Tally::plus);
    }

    private static Tally of(RequestBlock block, int slices) {
      long lists = 0;
      long unknown = 0;
      long notDebiasable = 0;
      long[] mixed = new long[slices];
      for (int request = 0; request < block.size(); request++) {
        lists += block.items(request) > 1 ? 1 : 0;
        unknown += block.lacksLabel(request) ? 1 : 0;
        notDebiasable += block.isDebiasable(request) ? 0 : 1;
        for (int slice = 0; slice < slices; slice++) {
          mixed[slice] += block.sliceValue(request, slice) == OpenRequest.MIXED ? 1 : 0;
        }
      }
      return new Tally(block.size(), lists, unknown, notDebiasable, mixed);
    }

    private Tally plus(Tally other) {
      long[] both = new long[mixed.length];
      for (int i = 0; i < both.length; i++) {
        both[i] = mixed[i] + other.mixed[i];
      }
      return new Tally(
          requests + other.requests,
          lists + other.lists,
          unknownLabels + other.unknownLabels,
          notDebiasable + other.notDebiasable,
          both);
    }
  }
}
