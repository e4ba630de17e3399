package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Console;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import io.rankproof.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/** A scores table made by hand, and the evaluate job run on it. */
final class ScoresFixture {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "split STRING, request STRING, item STRING, user STRING, cluster STRING, time TIMESTAMP, "
              + "position INT, policy STRING, action_propensity DOUBLE, randomised BOOLEAN, "
              + "weight DOUBLE, propensity DOUBLE, label_click DOUBLE, label_grade DOUBLE, "
              + "segment_platform STRING, segment_country STRING, "
              + "score_candidate DOUBLE, score_production DOUBLE");

  static final RunId RUN = new RunId("run");

  private final List<Row> rows = new ArrayList<>();
  private final Path folder;
  private String console = "";
  private List<String> weighted = List.of();
  private List<Row> propensities = List.of();
  private TaskMemory memory = TaskMemory.DEFAULT;
  private int partitions;
  private Layout layout = Layout.ANY;

  ScoresFixture(Path folder) {
    this.folder = folder;
  }

  /** An impression; change what matters with the methods that return another one. */
  record Impression(
      String request,
      String item,
      String user,
      Boolean randomised,
      double weight,
      Double propensity,
      Double click,
      String platform,
      String country,
      Double candidate,
      Double production) {

    static Impression of(String request, String item, String user, double click) {
      return new Impression(request, item, user, null, 1, null, click, "web", "fr", 0.5, 0.5);
    }

    Impression scores(Double ofCandidate, Double ofProduction) {
      return new Impression(
          request,
          item,
          user,
          randomised,
          weight,
          propensity,
          click,
          platform,
          country,
          ofCandidate,
          ofProduction);
    }

    Impression shown(Double withPropensity, Boolean atRandom) {
      return new Impression(
          request,
          item,
          user,
          atRandom,
          weight,
          withPropensity,
          click,
          platform,
          country,
          candidate,
          production);
    }

    Impression on(String aPlatform, String aCountry) {
      return new Impression(
          request,
          item,
          user,
          randomised,
          weight,
          propensity,
          click,
          aPlatform,
          aCountry,
          candidate,
          production);
    }

    Impression weighing(double aWeight) {
      return new Impression(
          request,
          item,
          user,
          randomised,
          aWeight,
          propensity,
          click,
          platform,
          country,
          candidate,
          production);
    }

    Row row(String split) {
      return RowFactory.create(
          split,
          request,
          item,
          user,
          user == null ? request : user,
          null,
          null,
          null,
          null,
          randomised,
          weight,
          propensity,
          click,
          click,
          platform,
          country,
          candidate,
          production);
    }
  }

  ScoresFixture add(Impression impression) {
    rows.add(impression.row("test"));
    return this;
  }

  ScoresFixture addToValidation(Impression impression) {
    rows.add(impression.row("validation"));
    return this;
  }

  /** Leaves no memory for the bootstrap: every interval comes from the delta method. */
  ScoresFixture withoutBootstrap() {
    TaskMemory usual = TaskMemory.DEFAULT;
    return holding(new TaskMemory(0, usual.drawn(), usual.vectors(), usual.bins()));
  }

  /** Changes what a task may hold. */
  ScoresFixture holding(TaskMemory ofTask) {
    memory = ofTask;
    return this;
  }

  /** Exchanges rows into so many partitions. */
  ScoresFixture into(int ofPartitions) {
    partitions = ofPartitions;
    return this;
  }

  /** Says where rows lie. */
  ScoresFixture lying(Layout where) {
    layout = where;
    return this;
  }

  /** Says that these models were trained with inverse propensity weights. */
  ScoresFixture trainedWithPropensities(String... models) {
    weighted = List.of(models);
    return this;
  }

  /** Usable propensities of positions 2 and 3 whose logs have this variance and covariance. */
  ScoresFixture propensitiesWithError(double variance, double covariance) {
    return propensitiesWithError("all", variance, covariance);
  }

  /** The same in a context. */
  ScoresFixture propensitiesWithError(String context, double variance, double covariance) {
    return propensitiesWithError(context, "harvest", variance, covariance);
  }

  /** The same by a method. */
  ScoresFixture propensitiesWithError(
      String context, String method, double variance, double covariance) {
    propensities =
        List.of(
            RowFactory.create(context, 1, true, List.of(0.0, 0.0, 0.0), method),
            RowFactory.create(context, 2, true, List.of(0.0, variance, covariance), method),
            RowFactory.create(context, 3, true, List.of(0.0, covariance, variance), method));
    return this;
  }

  /** Usable propensities of positions 1 and 2 that came without an error. */
  ScoresFixture propensitiesWithoutError(String method) {
    propensities =
        List.of(
            RowFactory.create("all", 1, true, null, method),
            RowFactory.create("all", 2, true, null, method));
    return this;
  }

  private void writePropensities(Store store, RankproofConfig config) {
    if (!propensities.isEmpty()) {
      JobOutput job = new JobOutput(store, RUN, "propensity");
      StructType schema =
          StructType.fromDDL(
              "context STRING, position INT, usable BOOLEAN, log_covariance ARRAY<DOUBLE>,"
                  + " method STRING");
      job.write(Table.PROPENSITIES, TestSpark.session().createDataFrame(propensities, schema));
      job.commit(config, "v", "c");
    }
  }

  private void writeModels(Store store, RankproofConfig config) {
    if (!weighted.isEmpty()) {
      JobOutput train = new JobOutput(store, RUN, "train");
      List<Row> models = weighted.stream().map(model -> RowFactory.create(model, "ips")).toList();
      StructType schema = StructType.fromDDL("model STRING, weighting STRING");
      train.write(Table.MODELS, TestSpark.session().createDataFrame(models, schema));
      train.commit(config, "v", "c");
    }
  }

  Dataset<Row> scores() {
    return TestSpark.session().createDataFrame(rows, SCHEMA);
  }

  String console() {
    return console;
  }

  /** What an evaluation gave: tables, counts, remarks. */
  static final class Result {
    private final Results results;
    private final Dataset<Row> requestMetrics;
    private final LedgerEntry entry;

    Result(Results results, Dataset<Row> requestMetrics, LedgerEntry entry) {
      this.results = results;
      this.requestMetrics = requestMetrics;
      this.entry = entry;
    }

    List<Row> metrics() {
      return named(results.metrics(), MetricRow.SCHEMA);
    }

    List<Row> comparisons() {
      return named(results.comparisons(), Comparison.SCHEMA);
    }

    List<Row> sliceFindings() {
      return named(results.sliceFindings(), SliceFinding.SCHEMA);
    }

    private static List<Row> named(List<Row> rows, StructType schema) {
      return rows.stream()
          .<Row>map(
              row -> {
                Object[] values = new Object[row.size()];
                Arrays.setAll(values, row::get);
                return new GenericRowWithSchema(values, schema);
              })
          .toList();
    }

    List<Row> calibration() {
      return results.calibration();
    }

    Dataset<Row> requestMetrics() {
      return requestMetrics;
    }

    Row metric(String model, String metric, String estimator, String slice, String value) {
      return one(
          metrics().stream().filter(row -> row.getString(0).equals(model)).toList(),
          metric,
          estimator,
          slice,
          value);
    }

    Row metric(String model, String metric) {
      return metric(model, metric, "plain", "all", "all");
    }

    Row comparison(String metric, String estimator, String slice, String value) {
      return one(comparisons(), metric, estimator, slice, value);
    }

    private static Row one(
        List<Row> rows, String metric, String estimator, String slice, String value) {
      List<Row> found =
          rows.stream()
              .filter(row -> row.getAs("metric").equals(metric))
              .filter(row -> row.getAs("estimator").equals(estimator))
              .filter(row -> row.getAs("slice").equals(slice))
              .filter(row -> row.getAs("slice_value").equals(value))
              .toList();
      assertThat(found).as(metric + ", " + estimator + ", " + slice + " = " + value).hasSize(1);
      return found.get(0);
    }

    List<String> gaps() {
      return entry.notComputed().stream().map(LedgerEntry.NotComputed::what).toList();
    }

    String reason(String what) {
      return entry.notComputed().stream()
          .filter(missing -> missing.what().startsWith(what))
          .map(LedgerEntry.NotComputed::reason)
          .findFirst()
          .orElseThrow(() -> new AssertionError(what + " is not in " + entry.notComputed()));
    }

    long count(String name) {
      return entry.counts().stream()
          .filter(count -> count.name().equals(name))
          .mapToLong(LedgerEntry.Count::rows)
          .findFirst()
          .orElseThrow(() -> new AssertionError(name + " is not in " + entry.counts()));
    }
  }

  Result evaluate(String... settings) {
    return evaluate(scores().where("split = 'test'"), settings);
  }

  /** Evaluates other rows of the same columns. */
  Result evaluate(Dataset<Row> scores, String... settings) {
    Store store = Store.open(TestSpark.session(), folder.toString());
    RankproofConfig config = config(settings);
    writeModels(store, config);
    writePropensities(store, config);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Console toMemory = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    RunContext context = new RunContext(TestSpark.session(), config, store, RUN, toMemory);
    JobOutput out = new JobOutput(store, RUN, "evaluate");
    AtomicReference<Dataset<Row>> requestMetrics = new AtomicReference<>();
    Results results =
        new Evaluation(context, out, memory, partitions).run(scores, layout, requestMetrics::set);
    console = printed.toString(StandardCharsets.UTF_8);
    return new Result(results, requestMetrics.get(), out.entry(config, "v", "c"));
  }

  /** Runs the job itself, from table to tables. */
  Store run(String... settings) {
    Store store = Store.open(TestSpark.session(), folder.toString());
    RankproofConfig config = config(settings);
    JobOutput score = new JobOutput(store, RUN, "score");
    score.write(Table.SCORES, scores());
    score.commit(config, "v", "c");
    JobOutput out = new JobOutput(store, RUN, "evaluate");
    Console toMemory = new Console(new PrintStream(new ByteArrayOutputStream()));
    new EvaluateJob().run(new RunContext(TestSpark.session(), config, store, RUN, toMemory), out);
    out.commit(config, "v", "c");
    return store;
  }

  static RankproofConfig config(String... settings) {
    return ConfigLoader.parse(
        """
        source.tables.log { format = parquet, path = "/nowhere" }
        source.scores { production = p, candidate = c }
        source.segments { platform = platform, country = country }
        label.engagements { click { value = clicked }, grade { value = graded } }
        evaluate { baseline = production, min-slice-requests = 1, replicates = 200 }
        evaluate { beyond.enabled = false, slice-finder.enabled = false }
        decide.primary.metric = RR
        """,
        settings);
  }
}
