package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.rankproof.config.EvaluateConfig.Ties;
import io.rankproof.kernel.rank.Measure;
import io.rankproof.kernel.rank.MetricSpec;
import io.rankproof.rows.RowSpec;
import io.rankproof.rows.RowStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private static final Set<Measure> UNBOUNDED =
      EnumSet.of(Measure.DCG, Measure.WRR, Measure.MEAN_UTILITY);
  private static final double CONFIDENCE = 0.95;

  /** Sums are exact up to so many rows. Fixed, so that results do not depend on the files. */
  private static final long MOST_ROWS = 1L << 31;

  private final Dataset<Row> rows;
  private final ListMetrics what;
  private final List<Slice> slices;
  private final ListColumns columns;
  private final List<Quantity> quantities;
  private final double[] bounds;

  private ListMetricsEngine(Dataset<Row> rows, ListMetrics what) {
    this.rows = rows;
    this.what = what;
    slices =
        Stream.concat(what.segments().stream(), what.crosses().stream())
            .map(Slice::parse)
            .distinct()
            .toList();
    MetricPlan plan =
        MetricPlan.of(
            what.metrics(), List.of(what.label()), what.scores().size(), Ties.EXPECTED, false);
    columns = new ListColumns(plan, what.userMeans());
    quantities = columns.quantities(false);
    bounds = columns.bounds(profile());
  }

  /**
   * Computes metrics.
   *
   * @param layout what is known of where the rows lie
   * @throws IllegalArgumentException if a metric or a column is wrong
   */
  public static List<ListMetrics.Value> compute(
      Dataset<Row> rows, Layout layout, ListMetrics what) {
    return compute(rows, layout, what, Optional.empty(), 0);
  }

  /**
   * @param path how rows come together; empty: the fastest that is right
   * @param partitions of an exchange; 0: by size
   */
  static List<ListMetrics.Value> compute(
      Dataset<Row> rows,
      Layout layout,
      ListMetrics what,
      Optional<RowStream.Path> path,
      int partitions) {
    return new ListMetricsEngine(rows, what).compute(layout == Layout.TOGETHER, path, partitions);
  }

  private List<ListMetrics.Value> compute(
      boolean together, Optional<RowStream.Path> path, int partitions) {
    OpenSlices open = OpenSlices.of(slices);
    List<RowSpec.Segment> any =
        open.segments().stream().map(name -> new RowSpec.Segment(name, null)).toList();
    RowStream stream = RowStream.open(rows, spec(any), together, path, partitions);
    return found(open, stream).orElseGet(() -> known(stream, spec(any)));
  }

  /** In one pass; empty where slices have to be known before. */
  private Optional<List<ListMetrics.Value>> found(OpenSlices open, RowStream stream) {
    if (stream.path() != RowStream.Path.TOGETHER) {
      // packed rows carry the codes of known values
      return Optional.empty();
    }
    return new ListPass(columns, open, shape(open.mostCohorts()), 0)
        .find(what.replicates() == 0 ? stream.unhashed() : stream.blocks())
        .map(
            found -> {
              Cohorts cohorts = found.cohorts(open.slices());
              return values(found.sums(cohorts), cohorts);
            });
  }

  /** After a pass that looks for the largest values of slices. */
  private List<ListMetrics.Value> known(RowStream stream, RowSpec open) {
    List<SliceValue> values = new ArrayList<>(List.of(SliceValue.ALL));
    values.addAll(SlicePass.values(rows, slices));
    Cohorts cohorts = Cohorts.of(values, List.of(Variant.PLAIN));
    RowSpec spec = spec(segments(cohorts));
    RowStream known = spec.equals(open) ? stream : stream.of(rows, spec);
    ListPass pass = new ListPass(columns, cohorts, shape(cohorts.count()), 0);
    return values(pass.sum(known.blocks()).sums(), cohorts);
  }

  private List<ListMetrics.Value> values(CohortSums sums, Cohorts cohorts) {
    sums.requireExact();
    return new Findings(sums, CONFIDENCE, cohorts, quantities, what.scores(), 0, 1)
        .metrics().stream().map(ListMetricsEngine::value).toList();
  }

  private SumShape shape(int cohorts) {
    return SumShape.of(
        cohorts,
        bounds,
        MOST_ROWS,
        columns.replicated(),
        columns.means(),
        quantities,
        0,
        Counters.count(what.scores().size()),
        what.replicates(),
        what.seed(),
        // All rows together, the first cohort.
        (long) columns.replicated() * what.replicates());
  }

  private RowSpec spec(List<RowSpec.Segment> segments) {
    return RowSpec.of(what.request(), what.user(), List.of(what.label()), what.scores(), segments);
  }

  private static List<RowSpec.Segment> segments(Cohorts cohorts) {
    return SliceReader.segments(cohorts).stream()
        .map(
            segment ->
                new RowSpec.Segment(
                    segment.column().substring(ScoredRows.SEGMENT.length()), segment.values()))
        .toList();
  }

  /** Metrics in [0, 1] need no look at the data; a sum of gains or utilities does. */
  private LogProfile profile() {
    boolean gains =
        what.metrics().stream()
            .map(MetricSpec::parse)
            .anyMatch(m -> UNBOUNDED.contains(m.measure()));
    double largest = 1;
    if (gains) {
      Column label = abs(col("`" + what.label() + "`").cast("double"));
      Row found = rows.where(label.lt(Double.POSITIVE_INFINITY)).select(max(label)).head();
      largest = found.isNullAt(0) ? 1 : found.getDouble(0);
    }
    return LogProfile.ofLabel(what.label(), MOST_ROWS, largest);
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
