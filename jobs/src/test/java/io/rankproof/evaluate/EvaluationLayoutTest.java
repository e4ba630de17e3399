package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.evaluate.ScoresFixture.Impression;
import io.rankproof.evaluate.ScoresFixture.Result;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows in any layout give the same bits; an independent computation the same numbers. */
class EvaluationLayoutTest {
  private static final int USERS = 150;
  private static final String[] SETTINGS = {
    "evaluate.metrics=[\"nDCG@5\", \"AP@5\", \"AUC\"]",
    "evaluate.pointwise=[ROC-AUC, PR-AUC, LogLoss, RMSE, ECE]",
    "evaluate.slices=[platform, \"country*platform\"]",
    "evaluate.max-missing-scores=0.5",
    "evaluate.replicates=300",
    "evaluate.beyond.enabled=true",
    "evaluate.beyond.k=3",
    "evaluate.slice-finder.enabled=true",
    "evaluate.slice-finder.min-requests=40",
    "propensity.contexts=[platform]"
  };

  @TempDir Path folder;
  private ScoresFixture fixture;
  private final List<Impression> impressions = new ArrayList<>();

  @BeforeEach
  void fill() {
    fixture = new ScoresFixture(folder.resolve("store"));
    for (int user = 0; user < USERS; user++) {
      for (int request = 0; request <= user % 4; request++) {
        for (int item = 0; item < 6; item++) {
          Impression impression = impression(user, request, item);
          impressions.add(impression);
          fixture.add(impression);
        }
      }
    }
  }

  private static Impression impression(int user, int request, int item) {
    double taste = unit(user, request, item, 1);
    double candidate = Math.round(10 * (0.5 * taste + 0.5 * unit(user, request, item, 2))) / 10.0;
    Double production = unit(user, request, item, 3) < 0.01 ? null : unit(user, request, item, 4);
    return Impression.of(
            "q" + user + "-" + request,
            "i" + item,
            "u" + user,
            unit(user, request, item, 5) < 0.4 * taste ? 1 : 0)
        .scores(candidate, production)
        .shown(1.0 / (1 + item), request == 1)
        .on(user % 3 == 0 ? "app" : "web", user % 5 == 0 ? "fr" : "de")
        .weighing(1 + user % 2 * 0.3);
  }

  /** A number in [0, 1) that depends on its arguments alone. */
  private static double unit(int... key) {
    long hash = 17;
    for (int part : key) {
      hash = (hash ^ part) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (hash >>> 11) * 0x1p-53;
  }

  @Test
  void anyLayoutGivesTheSameBits() {
    fixture.propensitiesWithError("app", 0.04, 0.01);
    Dataset<Row> scores = described(fixture.scores());
    List<String> expected = bits("packed", 1, scores.coalesce(1));
    assertThat(expected).anyMatch(line -> line.contains("bootstrap+propensities"));

    assertThat(bits("packed", 2, scores.orderBy(xxhash64(col("request"), col("item"), lit(1)))))
        .isEqualTo(expected);
    assertThat(bits("packed", 7, scores.repartition(13))).isEqualTo(expected);
    assertThat(bits("packed", 200, scores.orderBy(col("item").desc()))).isEqualTo(expected);
    assertThat(bits("plain", 7, scores.orderBy(col("item")))).isEqualTo(expected);
    fixture.lying(Layout.TOGETHER);
    assertThat(bits("together", 2, together("parquet", 1))).isEqualTo(expected);
    assertThat(bits("auto", 2, together("delta", 7))).isEqualTo(expected);
    assertThat(fixture.console()).contains("without an exchange");
  }

  /** Tables that tasks send by item, segment or model are small; rows are exchanged nowhere. */
  @Test
  void rowsThatLieTogetherAreNotExchanged() throws TimeoutException {
    fixture.lying(Layout.TOGETHER);
    Dataset<Row> rows = together("parquet", 3);
    String[] settings = with("evaluate.path=together");

    assertThat(mostRecordsExchanged(() -> fixture.evaluate(rows, settings)))
        .isLessThan(impressions.size() / 10);
    fixture.lying(Layout.ANY);
    assertThat(mostRecordsExchanged(() -> fixture.evaluate(rows, with("evaluate.path=packed"))))
        .isEqualTo(impressions.size());
  }

  /** The most records that a stage writes for an exchange. */
  private static long mostRecordsExchanged(Runnable evaluation) throws TimeoutException {
    SparkContext context = TestSpark.session().sparkContext();
    AtomicLong most = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageCompleted(SparkListenerStageCompleted completed) {
            long written =
                completed.stageInfo().taskMetrics().shuffleWriteMetrics().recordsWritten();
            most.accumulateAndGet(written, Math::max);
          }
        };
    context.addSparkListener(listener);
    try {
      evaluation.run();
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    return most.get();
  }

  /** Where they were shown; what is known of the items, for the metrics beyond accuracy. */
  private static Dataset<Row> described(Dataset<Row> scores) {
    return scores
        .withColumn("position", expr("cast(1 / propensity as int)"))
        .withColumn("item_category", expr("substr(item, 2, 1)"))
        .withColumn("item_creator", expr("cast(pmod(hash(item), 3) as string)"))
        .withColumn("item_information", expr("1 / (1 + pmod(hash(item), 7))"))
        .withColumn("item_vector", expr("array(1D, 1 / (1 + pmod(hash(item), 7)), 0.3D)"));
  }

  /** The rows in files, as the job score writes them. */
  private Dataset<Row> together(String format, int files) {
    String path = folder + "/" + format + files;
    described(fixture.scores())
        .repartition(files, col("cluster"))
        .sortWithinPartitions("split", "cluster", "request", "position", "item")
        .write()
        .partitionBy("split")
        .format(format)
        .save(path);
    return TestSpark.session().read().format(format).load(path).where("split = 'test'");
  }

  @Test
  void aHashDecidesBetweenTiesInAnyLayout() {
    Dataset<Row> scores = described(fixture.scores());
    List<String> expected = bits("packed", 2, scores, "evaluate.ties=hash");
    assertThat(expected).isNotEqualTo(bits("packed", 2, scores));

    Dataset<Row> mixed = scores.orderBy(col("item").desc(), col("user"));
    assertThat(bits("plain", 7, mixed, "evaluate.ties=hash")).isEqualTo(expected);
    fixture.lying(Layout.TOGETHER);
    assertThat(bits("together", 2, together("parquet", 3), "evaluate.ties=hash"))
        .isEqualTo(expected);
  }

  @Test
  void theOrderOfItemsDecidesBetweenTiesInAnyLayout() {
    Dataset<Row> scores = described(fixture.scores());
    List<String> expected = bits("plain", 1, scores.coalesce(1), "evaluate.ties=trec");
    assertThat(expected).isNotEqualTo(bits("plain", 1, scores, "evaluate.ties=hash"));

    Dataset<Row> descending = scores.orderBy(col("item").desc(), col("user"));
    assertThat(bits("plain", 2, descending, "evaluate.ties=trec")).isEqualTo(expected);
    Dataset<Row> mixed = scores.orderBy(xxhash64(col("request"), col("item"), lit(3)));
    assertThat(bits("plain", 7, mixed, "evaluate.ties=trec")).isEqualTo(expected);
    assertThat(bits("auto", 200, mixed.repartition(13), "evaluate.ties=trec")).isEqualTo(expected);
    fixture.lying(Layout.TOGETHER);
    assertThat(bits("auto", 2, together("parquet", 3), "evaluate.ties=trec")).isEqualTo(expected);
  }

  private List<String> bits(String path, int partitions, Dataset<Row> scores, String... more) {
    SparkSession spark = TestSpark.session();
    String before = spark.conf().get("spark.sql.shuffle.partitions");
    spark.conf().set("spark.sql.shuffle.partitions", Integer.toString(Math.max(1, partitions)));
    spark.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "false");
    try {
      List<String> settings = new ArrayList<>(List.of(more));
      settings.add("evaluate.path=" + path);
      return lines(
          fixture.into(partitions).evaluate(scores, with(settings.toArray(String[]::new))));
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", before);
      spark.conf().unset("spark.sql.adaptive.coalescePartitions.enabled");
    }
  }

  private static List<String> lines(Result result) {
    List<String> lines = new ArrayList<>();
    result.metrics().forEach(row -> lines.add(row.toString()));
    result.comparisons().forEach(row -> lines.add(row.toString()));
    result.calibration().forEach(row -> lines.add(row.toString()));
    result.sliceFindings().forEach(row -> lines.add(row.toString()));
    result
        .requestMetrics()
        .orderBy("request", "model")
        .collectAsList()
        .forEach(row -> lines.add(row.toString()));
    return lines;
  }

  @Test
  void bootstrapAndDeltaIntervalsAgree() {
    Result result = fixture.evaluate(with("evaluate.replicates=2000"));
    Result delta = fixture.withoutBootstrap().evaluate(SETTINGS);

    assertThat(delta.reason("bootstrap of")).contains("delta method");
    for (String metric : List.of("nDCG@5", "AUC", "ROC-AUC", "PR-AUC", "LogLoss", "RMSE")) {
      agree(result.metric("candidate", metric), delta.metric("candidate", metric));
    }
    for (String metric : List.of("nDCG@5", "ROC-AUC", "RMSE")) {
      agree(
          result.comparison(metric, "plain", "platform", "web"),
          delta.comparison(metric, "plain", "platform", "web"));
    }
    agree(
        result.metric("candidate", "DCG@5", "snips", "all", "all"),
        delta.metric("candidate", "DCG@5", "snips", "all", "all"));
  }

  private static void agree(Row bootstrap, Row delta) {
    String name = bootstrap.getAs("metric");
    double error = bootstrap.getAs("se");
    assertThat(delta.<Double>getAs("se")).as(name).isCloseTo(error, within(0.1 * error));
    assertThat(delta.<Double>getAs("ci_low"))
        .as(name)
        .isCloseTo(bootstrap.<Double>getAs("ci_low"), within(0.3 * error));
  }

  private static String[] with(String... more) {
    List<String> all = new ArrayList<>(List.of(SETTINGS));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void valuesAgreeWithAPlainComputation() {
    Result result = fixture.evaluate(SETTINGS);

    assertThat(result.metric("candidate", "ROC-AUC").<Double>getAs("value"))
        .isCloseTo(rocAuc(), within(1e-9));
    Row app = result.metric("candidate", "LogLoss", "plain", "platform", "app");
    assertThat(app.<Double>getAs("value")).isCloseTo(logLossOnApp(), within(1e-9));
    Row rmse = result.metric("candidate", "RMSE");
    double spread = deltaErrorOfSquares();
    assertThat(rmse.<Double>getAs("se"))
        .isCloseTo(spread / (2 * rmse.<Double>getAs("value")), within(0.1 * spread));
  }

  private double rocAuc() {
    double won = 0;
    double pairs = 0;
    for (Impression positive : impressions) {
      for (Impression negative : impressions) {
        if (positive.click() == 1 && negative.click() == 0) {
          double weight = positive.weight() * negative.weight();
          int order = positive.candidate().compareTo(negative.candidate());
          won += weight * (order > 0 ? 1 : order == 0 ? 0.5 : 0);
          pairs += weight;
        }
      }
    }
    return won / pairs;
  }

  private double logLossOnApp() {
    double loss = 0;
    double weight = 0;
    for (Impression row : impressions) {
      if (row.platform().equals("app")) {
        double p = Math.min(Math.max(row.candidate(), 1e-15), 1 - 1e-15);
        loss -= row.weight() * Math.log(row.click() == 1 ? p : 1 - p);
        weight += row.weight();
      }
    }
    return loss / weight;
  }

  /** The cluster-robust error of the mean squared error, users being the clusters. */
  private double deltaErrorOfSquares() {
    double[] s = new double[USERS];
    double[] n = new double[USERS];
    double sum = 0;
    double weight = 0;
    for (Impression row : impressions) {
      int user = Integer.parseInt(row.user().substring(1));
      double square = row.weight() * Math.pow(row.candidate() - row.click(), 2);
      s[user] += square;
      n[user] += row.weight();
      sum += square;
      weight += row.weight();
    }
    double squares = 0;
    for (int user = 0; user < USERS; user++) {
      squares += Math.pow(s[user] - sum / weight * n[user], 2);
    }
    return Math.sqrt(squares * USERS / (USERS - 1)) / weight;
  }
}
