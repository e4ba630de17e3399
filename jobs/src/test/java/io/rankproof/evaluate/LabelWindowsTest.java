package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Console;
import io.rankproof.job.RunContext;
import io.rankproof.model.ScoreJob;
import io.rankproof.model.TrainJob;
import io.rankproof.prepare.PrepareJob;
import io.rankproof.propensity.PropensityJob;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other windows all the way: from the times of clicks in a log to the order of the models. */
class LabelWindowsTest {
  /** In each of 300 requests i1 is clicked after ten minutes, i2 after three hours, i3 never. */
  private static final String LOG =
      """
      SELECT concat('r', r) AS request, concat('i', p) AS item, concat('u', r % 20) AS user,
        timestamp_seconds(1767225600L + r * 3600) AS time, p < 3 AS clicked,
        timestamp_seconds(1767225600L + r * 3600 + IF(p = 1, 600, 10800)) AS clicked_at,
        CASE p WHEN 1 THEN 0.5D WHEN 2 THEN 0.9D ELSE 0.1D END AS patient,
        CASE p WHEN 1 THEN 0.9D WHEN 2 THEN 0.1D ELSE 0.5D END AS hasty
      FROM (SELECT id AS r FROM range(300)) CROSS JOIN (SELECT id + 1 AS p FROM range(3))
      """;

  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%s/log" } }
        columns.user = user
        scores { patient = patient, hasty = hasty }
      }
      label {
        engagements { click { value = clicked, time = clicked_at, window = 24h } }
        sensitivity = [1h, 6h]
      }
      evaluate { metrics = ["nDCG@10"], pointwise = [], replicates = 100, slice-finder.enabled = false }
      """;

  @TempDir Path folder;

  /**
   * The patient model ranks i2, i1, i3 and the hasty one i1, i3, i2: with both clicks known the
   * first is perfect, within an hour the second.
   */
  @Test
  void theOrderOfTheModelsUnderEachWindow() {
    TestSpark.session().sql(LOG).repartition(3).write().parquet(folder + "/log");
    RankproofConfig config = ConfigLoader.parse(CONFIG.formatted(folder));
    Store store = Store.open(TestSpark.session(), folder.resolve("store").toString());
    PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    RunContext context =
        new RunContext(TestSpark.session(), config, store, new RunId("test"), new Console(quiet));
    ExampleTable.run(
        context,
        new PrepareJob(),
        new PropensityJob(),
        new TrainJob(),
        new ScoreJob(),
        new EvaluateJob());

    Row labels =
        context
            .read(Table.EXAMPLES)
            .selectExpr(
                "sum(label_click)", "sum(label_click_within_1h)", "sum(label_click_within_6h)")
            .head();
    assertThat(labels.getDouble(0)).isEqualTo(600);
    assertThat(labels.getDouble(1)).isEqualTo(300);
    assertThat(labels.getDouble(2)).isEqualTo(600);

    Map<String, Row> rows =
        context.read(Table.LABEL_SENSITIVITY).where("estimator = 'plain'").collectAsList().stream()
            .collect(Collectors.toMap(r -> r.getAs("window") + " " + r.getAs("model"), r -> r));
    assertThat(rows).hasSize(6);
    double second = 1 / (Math.log(3) / Math.log(2));
    for (String window : new String[] {"configured", "6h"}) {
      assertRow(rows.get(window + " patient"), 1, 1, 1);
      assertRow(rows.get(window + " hasty"), 1.5 / (1 + second), 2, 1);
    }
    assertRow(rows.get("1h patient"), second, 2, -1);
    assertRow(rows.get("1h hasty"), 1, 1, -1);
  }

  private static void assertRow(Row row, double value, int rank, double tau) {
    assertThat(row.<String>getAs("metric")).isEqualTo("nDCG@10");
    assertThat(row.<Double>getAs("value")).isCloseTo(value, within(1e-12));
    assertThat(row.<Integer>getAs("rank")).isEqualTo(rank);
    assertThat(row.<Double>getAs("tau")).isEqualTo(tau);
  }
}
