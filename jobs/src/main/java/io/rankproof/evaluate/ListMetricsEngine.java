package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.config.EvaluateConfig.Ties;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The engine of the job {@code evaluate} for any scored rows: list metrics of every model, overall
 * and by slice, with intervals clustered by user.
 *
 * <pre>{@code
 * ListMetrics what = ListMetrics.of("request", List.of("production", "candidate"), "click",
 *     List.of("nDCG@10", "RR")).bySegments(List.of("country")).withIntervals("user", 1000);
 * List<ListMetrics.Value> values = ListMetricsEngine.compute(rows, Layout.ANY, what);
 * }</pre>
 */
public final class ListMetricsEngine {
  private static final double CONFIDENCE = 0.95;

  private ListMetricsEngine() {}

  /**
   * Computes metrics.
   *
   * @param layout what is known of where the rows lie
   */
  public static List<ListMetrics.Value> compute(
      Dataset<Row> rows, Layout layout, ListMetrics what) {
    ScoredRows scored = scored(rows, what);
    List<Slice> slices =
        Stream.concat(what.segments().stream(), what.crosses().stream()).map(Slice::parse).toList();
    LogProfile profile = LogProfiler.profile(scored, slices);
    List<SliceValue> values = new ArrayList<>();
    values.add(new SliceValue(Slice.ALL, List.of(), profile.rows()));
    profile.slices().values().forEach(slice -> values.addAll(slice.values()));
    Cohorts cohorts = Cohorts.of(values, List.of(Variant.PLAIN));
    MetricPlan plan =
        MetricPlan.of(
            what.metrics(), scored.labels(), scored.models().size(), Ties.EXPECTED, false);
    ListColumns columns = new ListColumns(plan);
    CohortSums sums =
        new ListPass(columns, cohorts, shape(what, columns, cohorts, profile), profile.rows(), 0)
            .sum(
                new RequestPass(plan, cohorts, scored.models())
                    .evaluate(scored.grouped(cohorts.segments(), what.seed())));
    sums.requireExact();
    return new Findings(sums, CONFIDENCE, cohorts, columns.quantities(false), scored.models(), 0, 1)
        .metrics().stream().map(ListMetricsEngine::value).toList();
  }

  private static ScoredRows scored(Dataset<Row> rows, ListMetrics what) {
    Column request = col(what.request()).cast("string");
    List<Column> columns = new ArrayList<>();
    columns.add(request.as("request"));
    columns.add(
        what.user()
            .<Column>map(user -> coalesce(col(user).cast("string"), request))
            .orElse(request)
            .as("cluster"));
    columns.add(lit(null).cast("string").as("user"));
    columns.add(lit(null).cast("string").as("item"));
    columns.add(lit(false).as("randomised"));
    columns.add(lit(null).cast("double").as("propensity"));
    columns.add(lit(1.0).as("weight"));
    columns.add(col(what.label()).as("label_" + what.label()));
    what.scores().forEach(name -> columns.add(col(name).as("score_" + name)));
    Stream.concat(
            what.segments().stream(),
            what.crosses().stream().flatMap(cross -> Slice.parse(cross).segments().stream()))
        .distinct()
        .forEach(name -> columns.add(col(name).as("segment_" + name)));
    ScoredRows named = ScoredRows.of(rows.select(columns.toArray(Column[]::new)), what.label());
    return new ScoredRows(named.rows(), what.scores(), named.labels(), named.segments());
  }

  private static SumShape shape(
      ListMetrics what, ListColumns columns, Cohorts cohorts, LogProfile profile) {
    List<SumShape.ColumnPair> products =
        columns.quantities(false).stream()
            .flatMap(quantity -> quantity.products(0).stream())
            .distinct()
            .toList();
    return new SumShape(
        cohorts.count(),
        columns.bounds(profile),
        columns.count(),
        products,
        Counters.count(what.scores().size()),
        what.replicates() == 0
            ? 0
            : SumShape.affordable(
                SumShape.REPLICATE_BUDGET, cohorts.count(), columns.count(), what.replicates()),
        what.replicates(),
        what.seed());
  }

  private static ListMetrics.Value value(MetricRow row) {
    return new ListMetrics.Value(
        row.model(),
        row.quantity().metric(),
        row.slice().slice().title(),
        row.slice().title(),
        row.quantity().estimator().title(),
        row.estimate().value(),
        row.estimate().interval().low(),
        row.estimate().interval().high(),
        row.estimate().standardError(),
        row.withValue());
  }
}
