package io.rankproof.evaluate;

import io.rankproof.config.BeyondMetric;
import io.rankproof.evaluate.Quantity.Estimator;
import io.rankproof.evaluate.Uncertainty.Estimate;
import io.rankproof.kernel.beyond.ExposureSpread;
import io.rankproof.rows.RowStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;

/** What the top of every model's lists shows beyond accuracy; method in docs. */
final class BeyondEvaluation {
  private final Setting setting;

  BeyondEvaluation(Setting setting) {
    this.setting = setting;
  }

  /**
   * What came of it.
   *
   * @param findings means over requests, with their differences
   * @param metrics values of the catalogue as a whole
   * @param comparisons differences of these
   */
  record Result(Findings findings, List<MetricRow> metrics, List<Comparison> comparisons) {}

  Result run() {
    Dataset<Row> described =
        BeyondRows.described(setting.scored().rows(), setting.config().beyond());
    BeyondPlan plan = new BeyondPlanner(setting, described).plan();
    BeyondColumns columns = new BeyondColumns(plan);
    List<Quantity> quantities =
        columns.quantities(setting.primaryLabel(), setting.profile().hasRandomised());
    JavaRDD<BeyondPart> parts =
        pass(columns, Stream.concat(quantities.stream(), requests(plan)).toList())
            .parts(grouped(described))
            .persist(StorageLevel.MEMORY_AND_DISK_SER());
    try {
      CohortSums sums = sums(parts);
      ExposureSpreads spreads = ExposureSpreads.of(setting.context().spark(), parts, plan.models());
      remark(sums, columns);
      return new Result(
          setting.findings(sums, quantities),
          metrics(plan, sums, spreads),
          comparisons(plan, sums, spreads));
    } finally {
      parts.unpersist();
    }
  }

  /** Where rows lie together a file is read and sorted by one task; else they are exchanged. */
  private JavaRDD<InternalRow> grouped(Dataset<Row> described) {
    boolean together = setting.stream().path() == RowStream.Path.TOGETHER;
    Dataset<Row> grouped =
        BeyondRows.grouped(
            described,
            setting.scored().models(),
            setting.cohorts().segments(),
            setting.context().config().seed(),
            !together);
    return together ? RowStream.ofWholeFiles(grouped) : GroupedRows.of(grouped);
  }

  private BeyondPass pass(BeyondColumns columns, List<Quantity> quantities) {
    long rows = setting.profile().rows();
    SumShape shape =
        setting.shape(
            columns.bounds(rows), columns.count(), List.of(), quantities, columns.counters());
    return new BeyondPass(
        columns, setting.cohorts(), shape, setting.baseline(), setting.memory().vectors());
  }

  /** For the number of clusters behind values that are computed from no column. */
  private Stream<Quantity> requests(BeyondPlan plan) {
    return Stream.of(quantity(plan, BeyondMetric.COVERAGE));
  }

  private static CohortSums sums(JavaRDD<BeyondPart> parts) {
    CohortSums sums =
        MergeTree.of(parts.filter(BeyondPart::hasSums).map(BeyondPart::sums), CohortSums::merge);
    sums.requireExact();
    return sums;
  }

  private void remark(CohortSums sums, BeyondColumns columns) {
    BeyondPlan plan = columns.plan();
    long leftOut = sums.counter(0, columns.vectorsLeftOut());
    if (leftOut > 0) {
      setting
          .out()
          .notComputed(
              plan.title(BeyondMetric.VECTOR_DIVERSITY) + " of " + leftOut + " rows",
              "their requests have more than "
                  + setting.memory().vectors()
                  + " numbers of item vectors: in the order of items, vectors beyond are taken as"
                  + " unknown");
    }
    if (sums.total(0, BeyondColumns.LONGER) == 0) {
      setting
          .out()
          .notComputed(
              "differences between models beyond accuracy",
              "no request has more than evaluate.beyond.k = "
                  + plan.k()
                  + " items: every model shows the same ones; lower it");
    }
    setting
        .out()
        .notComputed(
            "intervals of "
                + ofCatalogue(plan).stream().map(plan::title).collect(Collectors.joining(", ")),
            "they are properties of the whole set of lists, biased by its size: resampling users"
                + " would cover fewer items than the users do");
  }

  private static List<BeyondMetric> ofCatalogue(BeyondPlan plan) {
    return plan.metrics().stream().filter(metric -> !metric.isMeanOfRequests()).toList();
  }

  private List<MetricRow> metrics(BeyondPlan plan, CohortSums sums, ExposureSpreads spreads) {
    List<MetricRow> rows = new ArrayList<>();
    for (BeyondMetric metric : ofCatalogue(plan)) {
      for (int model = 0; model < plan.models(); model++) {
        Estimate estimate = Estimate.without(value(metric, spreads, model));
        rows.add(
            new MetricRow(
                setting.scored().models().get(model),
                quantity(plan, metric),
                setting.cohorts().value(0),
                estimate,
                Double.NaN,
                sums.counter(0, Counters.REQUESTS),
                sums.counter(0, Counters.REQUESTS),
                sums.counter(0, Counters.ROWS),
                sums.clusters(0, BeyondColumns.REQUESTS),
                effectiveClusters(plan, sums),
                Double.NaN,
                sums.counter(0, Counters.missing(model)),
                Double.NaN));
      }
    }
    return rows;
  }

  private List<Comparison> comparisons(BeyondPlan plan, CohortSums sums, ExposureSpreads spreads) {
    List<Comparison> rows = new ArrayList<>();
    for (BeyondMetric metric : ofCatalogue(plan)) {
      double base = value(metric, spreads, setting.baseline());
      for (int model = 0; model < plan.models(); model++) {
        if (model != setting.baseline()) {
          rows.add(
              new Comparison(
                  setting.scored().models().get(model),
                  setting.scored().models().get(setting.baseline()),
                  quantity(plan, metric),
                  setting.cohorts().value(0),
                  Estimate.without(value(metric, spreads, model) - base),
                  base,
                  Double.NaN,
                  Double.NaN,
                  Double.NaN,
                  sums.counter(0, Counters.REQUESTS),
                  sums.counter(0, Counters.REQUESTS),
                  sums.clusters(0, BeyondColumns.REQUESTS),
                  effectiveClusters(plan, sums)));
        }
      }
    }
    return rows;
  }

  private static double value(BeyondMetric metric, ExposureSpreads spreads, int model) {
    ExposureSpread items = spreads.of(ExposureTables.ITEMS, model);
    return switch (metric) {
      case COVERAGE -> items.coverage();
      case ITEM_GINI -> items.gini();
      case CREATOR_GINI -> spreads.of(ExposureTables.CREATORS, model).gini();
      default -> throw new AssertionError(metric);
    };
  }

  /** What names a value in the tables; it is computed from no column. */
  private Quantity quantity(BeyondPlan plan, BeyondMetric metric) {
    return new Quantity(
        plan.title(metric),
        setting.primaryLabel(),
        Estimator.PLAIN,
        metric.lowerIsBetter(),
        List.of(BeyondColumns.REQUESTS),
        true,
        -1,
        List.of(),
        (cohort, model) -> new Formula.Ratio());
  }

  private double effectiveClusters(BeyondPlan plan, CohortSums sums) {
    return new Uncertainty(sums, setting.config().confidence())
        .effectiveClusters(0, quantity(plan, BeyondMetric.COVERAGE), 0);
  }
}
