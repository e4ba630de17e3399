package io.rankproof.model;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.ConfigLoader;
import io.rankproof.error.InputException;
import io.rankproof.job.RunContext;
import io.rankproof.propensity.PropensityJob;
import io.rankproof.store.JobOutput;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

@Tag("slow") // minutes; the quickstart runs the same jobs
class TrainAndScoreTest {
  private static final String CONFIG =
      """
      source {
        tables { outside { format = parquet, path = "%s" } }
        columns { position = p, examination-propensity = e }
        features { x = x, hole = h, empty = n }
        categories { colour = colour }
        scores { logged = s }
      }
      label.engagements { click { value = c } }
      train {
        max-categories = 2
        models {
          popular { kind = popularity, params { prior = 4 } }
          newest { kind = recency }
          linear { kind = logistic, params { maxIter = 15 } }
          trees { kind = gbt, params { maxIter = 2, maxDepth = 3 } }
        }
      }
      score.tables { candidate { table = outside, request = r, item = i, score = s } }
      """;

  @TempDir static Path folder;
  private static Path outside;
  private static RunContext first;

  @BeforeAll
  static void runAllJobs() {
    outside = folder.resolve("outside");
    log()
        .where("split <> 'train' AND position < 5")
        .selectExpr("request AS r", "item AS i", "double(position) AS s")
        .write()
        .parquet(outside.toString());
    first = run("first", log().coalesce(1));
  }

  private static RunContext run(String name, Dataset<Row> rows) {
    RunContext context = ExampleTable.run(folder.resolve(name), CONFIG.formatted(outside), rows);
    ExampleTable.run(context, new PropensityJob(), new TrainJob(), new ScoreJob());
    return context;
  }

  /** 400 requests of 5 items; clicks follow x, the colour and the position. */
  private static Dataset<Row> log() {
    return TestSpark.session()
        .range(2000)
        .selectExpr("id", "id div 5 AS r", "int(id % 5) + 1 AS position")
        .selectExpr(
            "concat('r', r) AS request",
            "concat('i', (3 * r + 8 * position) % 40) AS item",
            "concat('u', r % 90) AS user",
            "position",
            "CASE WHEN r < 260 THEN 'train' WHEN r < 330 THEN 'validation' ELSE 'test' END AS split",
            "timestampadd(HOUR, r, timestamp'2026-01-01 00:00:00') AS time",
            "1D / position AS examination_propensity",
            "pmod(xxhash64(id, 2), 1000) / 1000D AS feature_x",
            "IF(id % 3 = 0, NULL, double(id % 7)) AS feature_hole",
            "double(NULL) AS feature_empty",
            "element_at(array('red', 'red', 'blue', 'green', NULL), int(pmod(xxhash64(id, 3), 5)) + 1)"
                + " AS category_colour",
            "pmod(xxhash64(id, 4), 1000) / 1000D AS u",
            "1D AS score_logged")
        .withColumn("label_click", expr("double(u < (0.1 + 0.8 * feature_x) / sqrt(position))"))
        .drop("u");
  }

  @Test
  void everyModelIsRegisteredWithItsMetrics() {
    List<Row> models = first.read(Table.MODELS).orderBy("model").collectAsList();

    assertThat(models)
        .extracting(row -> row.<String>getAs("model"))
        .containsExactly("linear", "newest", "popular", "trees");
    for (Row model : List.of(models.get(0), models.get(3))) {
      Map<String, Double> metrics =
          CollectionConverters.asJava(model.<String, Double>getMap(model.fieldIndex("metrics")));
      assertThat(metrics.get("valid_auc")).isBetween(0.65, 0.95);
      assertThat(metrics.get("train_log_loss")).isBetween(0.3, 0.69);
      assertThat(model.<String>getAs("weighting")).isEqualTo("ips");
    }
    assertThat(first.store().entry(first.run(), "train").orElseThrow().notComputed())
        .extracting(LedgerEntry.NotComputed::what)
        .contains("feature empty of model linear", "feature empty of model trees");
  }

  @Test
  void recencyUsesNoWeights() {
    assertThat(first.read(Table.MODELS).where("model = 'newest'").select("weighting").head().get(0))
        .isEqualTo("none");
  }

  @Test
  void trainingAgainLeavesWhatIsRegisteredUntilItIsCommitted() {
    Map<String, byte[]> before = files(paths());
    RunContext another =
        new RunContext(
            first.spark(),
            ConfigLoader.parse(
                "source.features { x = x }\nlabel.engagements { click { value = c } }\n"
                    + "train.models { linear { kind = logistic } }"),
            first.store(),
            first.run(),
            first.console());
    new TrainJob().run(another, new JobOutput(first.store(), first.run(), "train"));
    assertThat(files(paths())).containsExactlyInAnyOrderEntriesOf(before);
    ExampleTable.run(first, new ScoreJob());
    assertThat(first.read(Table.SCORES).where("score_trees IS NOT NULL").count()).isEqualTo(700);
  }

  private static List<String> paths() {
    return first.read(Table.MODELS).select("path").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static Map<String, byte[]> files(List<String> paths) {
    Map<String, byte[]> files = new TreeMap<>();
    for (String path : paths) {
      Path model = folder.resolve("first/runs/test").resolve(path);
      assertThat(model).isDirectory();
      try (Stream<Path> all = Files.walk(model)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(file.toString(), Files.readAllBytes(file));
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return files;
  }

  @Test
  void popularityIsTheShrunkenWeightedMeanOfTheTrainingSet() {
    Dataset<Row> train =
        log()
            .where("split = 'train'")
            .selectExpr(
                "item", "label_click AS y", "IF(label_click > 0, least(position, 10), 1) AS w");
    Row all = train.selectExpr("sum(w * y) / sum(w)").head();
    Row one = train.where("item = 'i7'").selectExpr("sum(w * y)", "sum(w)").head();
    double expected =
        (one.getDouble(0) + 4 * all.getDouble(0)) / (Double.valueOf(one.get(1).toString()) + 4);

    Row scored = first.read(Table.SCORES).where("item = 'i7'").select("score_popular").head();
    assertThat(scored.getDouble(0)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void recencyCountsFromTheFirstImpressionWithoutACreationTime() {
    Row scored =
        first
            .read(Table.SCORES)
            .where("item = 'i7'")
            .selectExpr("score_newest", "unix_micros(time) / 8.64e10D")
            .head();
    double seen =
        log()
            .where("item = 'i7' AND split = 'train'")
            .selectExpr("min(unix_micros(time)) / 8.64e10D")
            .head()
            .getDouble(0);
    assertThat(scored.getDouble(0)).isCloseTo(seen - scored.getDouble(1), within(1e-9));
  }

  @Test
  void fitsDoNotDependOnTheLayoutOfTheInput() {
    RunContext again =
        run("again", log().repartition(7, col("item")).sortWithinPartitions("feature_x"));
    Dataset<Row> one = first.read(Table.SCORES);
    Dataset<Row> two = again.read(Table.SCORES);
    Row most =
        one.alias("a")
            .join(
                two.alias("b"),
                col("a.request")
                    .equalTo(col("b.request"))
                    .and(col("a.position").equalTo(col("b.position"))))
            .agg(
                difference("popular"),
                difference("newest"),
                difference("linear"),
                difference("trees"))
            .head();

    assertThat(most.getDouble(0)).isZero();
    assertThat(most.getDouble(1)).isZero();
    assertThat(most.getDouble(2)).isLessThan(1e-9);
    assertThat(most.getDouble(3)).isLessThan(1e-9);
  }

  private static Column difference(String model) {
    return max(abs(col("a.score_" + model).minus(col("b.score_" + model))));
  }

  @Test
  void outsideScoresAreJoinedAndMissingOnesCounted() {
    LedgerEntry entry = first.store().entry(first.run(), "score").orElseThrow();

    assertThat(entry.counts())
        .contains(
            new LedgerEntry.Count("validation", 350),
            new LedgerEntry.Count("test", 350),
            new LedgerEntry.Count("missing scores candidate", 140),
            new LedgerEntry.Count("missing scores logged", 0),
            new LedgerEntry.Count("missing scores trees", 0));
    assertThat(first.read(Table.SCORES).where("score_candidate = position").count()).isEqualTo(560);
    assertThat(first.read(Table.SCORES).where("abs(propensity - 1 / position) < 1e-9").count())
        .isEqualTo(700);
  }

  @Test
  void requestsLieTogetherInOrder() {
    List<Row> rows =
        TestSpark.session()
            .read()
            // Only the table's current files: other tests may have scored this run again.
            .parquet(first.read(Table.SCORES).inputFiles())
            .selectExpr(
                "_metadata.file_path", "_metadata.row_index", "cluster", "request", "position")
            .orderBy("file_path", "row_index")
            .collectAsList();
    Set<String> closed = new HashSet<>();
    Row before = null;
    for (Row row : rows) {
      boolean same = before != null && before.getString(3).equals(row.getString(3));
      if (same) {
        assertThat(row.getInt(4)).isGreaterThan(before.getInt(4));
      } else {
        assertThat(closed.add(row.getString(3))).as("request seen before").isTrue();
      }
      before = row;
    }
    assertThat(rows).hasSize(700);
  }

  @Test
  void duplicateOutsideScoresAreNamed() {
    Path twice = folder.resolve("twice");
    log()
        .where("split <> 'train'")
        .selectExpr("request AS r", "'same' AS i", "1D AS s")
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(twice.toString());
    RunContext context =
        new RunContext(
            first.spark(),
            ConfigLoader.parse(CONFIG.formatted(twice)),
            first.store(),
            first.run(),
            first.console());

    assertThatThrownBy(() -> ExampleTable.run(context, new ScoreJob()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("score.tables.candidate")
        .hasMessageContaining("(r260, same)");
  }

  @Test
  void oneClassIsOneLineAndNoModelAnEmptyTable() {
    RunContext context =
        ExampleTable.run(
            folder.resolve("class"),
            "source.features { x = x }\nlabel.engagements { click { value = c } }\n"
                + "train.models { m { kind = logistic } }",
            log().limit(20).withColumn("label_click", lit(0.0)));
    ExampleTable.run(context, new PropensityJob());
    assertThatThrownBy(() -> ExampleTable.run(context, new TrainJob()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("one class only (0 of 20 rows are 1)");
    RunContext none =
        new RunContext(
            context.spark(),
            ConfigLoader.parse("label.engagements { click { value = c } }"),
            context.store(),
            context.run(),
            context.console());
    ExampleTable.run(none, new TrainJob());
    assertThat(none.read(Table.MODELS).count()).isZero();
  }
}
