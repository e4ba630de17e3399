package io.rankproof.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.evaluate.EvaluateJob;
import io.rankproof.job.Console;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.model.ScoreJob;
import io.rankproof.model.TrainJob;
import io.rankproof.prepare.PrepareJob;
import io.rankproof.propensity.PropensityJob;
import io.rankproof.result.Difference;
import io.rankproof.result.ResultTables;
import io.rankproof.simulate.SimulateJob;
import io.rankproof.store.JobOutput;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import io.rankproof.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a random split of rows with click rates over the whole log claims of a model, what a random
 * split and what a time split with rates as of each impression claim, and what is true: the AUC
 * gain over production on future rows, with every click replaced by its probability.
 */
@Tag("heavy") // fits three models of trees
class NaiveSplitTest {
  private static final String COMMON =
      """
      simulate { requests = 10000, users = 1500, items = 3000, days = 28, partitions = 4, base-relevance = 0.1 }
      source {
        tables { log { format = store, path = log }, events { format = store, path = log_engagements } }
        columns { item = item_id, time = event_time, user = user_id, position = position }
        scores { production = production_score }
      }
      label {
        engagements { click { event = click, window = 1h } }
        events { table = events, request = request_id, item = item_id, type = type, time = event_time }
      }
      train { weighting = none, models { model { kind = gbt } } }
      evaluate { baseline = production, pointwise = [ROC-AUC], list-metrics = off, replicates = 200 }
      decide.primary.metric = ROC-AUC
      """;

  private static final String AS_OF =
      """
      source {
        features { position = position }
        as-of {
          item_rate { key = item, of = click, measure = rate }
          user_rate { key = user, of = click, measure = rate }
        }
      }
      """;

  private static final String OURS =
      AS_OF + "source { sql = \"SELECT * FROM log\", columns.request = request_id }\n";

  private static final String RANDOM_ROWS =
      """
      split { kind = column, column = "element_at(array('train', 'train', 'train', 'validation', 'test'), int(bucket) + 1)" }
      """;

  /** Rows are thrown into sets one by one; rates are those of the time split. */
  private static final String RANDOM_AS_OF =
      AS_OF
          + RANDOM_ROWS
          + """
          source {
            sql = "SELECT *, pmod(xxhash64(request_id, item_id), 5) AS bucket FROM log"
            columns.request = "concat(request_id, '/', bucket)"
          }
          label.events.request = "concat(request_id, '/', pmod(xxhash64(request_id, item_id), 5))"
          """;

  /**
   * Rows are thrown into sets one by one; rates know the whole log, the row's own click included.
   */
  private static final String NAIVE =
      RANDOM_ROWS
          + """
      source {
        sql = \"""
          SELECT log.*, concat(request_id, '/', bucket) AS part, bucket,
            avg(clicked) OVER (PARTITION BY item_id) AS item_rate, avg(clicked) OVER (PARTITION BY user_id) AS user_rate,
            clicked
          FROM (SELECT log.*, pmod(xxhash64(request_id, item_id), 5) AS bucket, IF(e.item_id IS NULL, 0, 1) AS clicked
            FROM log LEFT JOIN (SELECT request_id, item_id FROM events WHERE type = 'click') e USING (request_id, item_id)) log
        \"""
        columns.request = part
        features { position = position, item_rate = item_rate, user_rate = user_rate }
      }
      label { window = 0s, engagements { click { event = null, value = "clicked = 1", window = 0s } }, events = null }
      """;

  @TempDir Path folder;

  private record Claim(RunContext context, double gain, double se) {}

  private Claim claim(String name, String config) {
    RankproofConfig parsed = ConfigLoader.parse(COMMON + config);
    Store store = Store.open(TestSpark.session(), folder.resolve("store").toString());
    RunId run = new RunId(name);
    PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    RunContext context =
        new RunContext(TestSpark.session(), parsed, store, run, new Console(quiet));
    for (Job job :
        List.of(
            new SimulateJob(),
            new PrepareJob(),
            new PropensityJob(),
            new TrainJob(),
            new ScoreJob(),
            new EvaluateJob())) {
      JobOutput out = new JobOutput(store, run, job.name());
      job.run(context, out);
      out.commit(parsed, "input", "code");
    }
    Difference difference =
        new ResultTables(store, run)
            .differences().stream()
                .filter(d -> d.slice().isAll() && d.model().equals("model"))
                .filter(d -> d.key().metric().equals("ROC-AUC"))
                .findFirst()
                .orElseThrow();
    return new Claim(
        context, difference.delta().value().getAsDouble(), difference.delta().se().getAsDouble());
  }

  /** On the test rows of the time split. */
  private static double truth(RunContext context) {
    Dataset<Row> truth =
        context
            .read(Table.TRUTH_IMPRESSIONS)
            .selectExpr("request_id AS shown", "item_id AS item", "relevance * examination AS p");
    List<Row> rows =
        context
            .read(Table.SCORES)
            .where("split = 'test'")
            .selectExpr("*", "split_part(request, '/', 1) AS shown")
            .join(
                truth,
                scala.jdk.javaapi.CollectionConverters.asScala(List.of("shown", "item")).toSeq())
            .select("score_model", "score_production", "p")
            .collectAsList();
    return expectedAuc(rows, 0) - expectedAuc(rows, 1);
  }

  /** Every row is a positive with weight p and a negative with weight 1 - p. */
  private static double expectedAuc(List<Row> rows, int score) {
    List<Row> sorted =
        rows.stream().sorted(Comparator.comparingDouble(row -> row.getDouble(score))).toList();
    double below = 0;
    double won = 0;
    double positives = 0;
    for (int from = 0; from < sorted.size(); ) {
      int to = from;
      double tiedPositives = 0;
      double tiedNegatives = 0;
      while (to < sorted.size()
          && sorted.get(to).getDouble(score) == sorted.get(from).getDouble(score)) {
        tiedPositives += sorted.get(to).getDouble(2);
        tiedNegatives += 1 - sorted.get(to++).getDouble(2);
      }
      won += tiedPositives * (below + tiedNegatives / 2);
      below += tiedNegatives;
      positives += tiedPositives;
      from = to;
    }
    return won / (positives * below);
  }

  @Test
  void ratesOverTheWholeLogOverstateAndRatesAsOfDoNot() {
    Claim ours = claim("ours", OURS);
    Claim random = claim("random", RANDOM_AS_OF);
    Claim naive = claim("naive", NAIVE);
    double truth = truth(ours.context());
    double truthOfRandom = truth(random.context());
    double truthOfNaive = truth(naive.context());
    System.out.printf(
        "AUC gain over production: true %+.4f; time split %+.4f (SE %.4f); random rows, rates as of"
            + " each impression %+.4f (SE %.4f), its own truth %+.4f; random rows, rates over the"
            + " whole log %+.4f (SE %.4f), its own truth %+.4f%n",
        truth,
        ours.gain(),
        ours.se(),
        random.gain(),
        random.se(),
        truthOfRandom,
        naive.gain(),
        naive.se(),
        truthOfNaive);
    assertThat(Math.abs(ours.gain() - truth)).isLessThan(3 * ours.se());
    assertThat(Math.abs(random.gain() - truthOfRandom)).isLessThan(3 * random.se());
    assertThat(naive.gain() - truthOfNaive).isGreaterThan(5 * naive.se());
    assertThat(naive.gain() - random.gain()).isGreaterThan(5 * naive.se());
  }
}
