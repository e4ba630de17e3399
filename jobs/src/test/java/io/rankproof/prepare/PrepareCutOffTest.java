package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.split.Sets;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Under every split that promises time, no event from a set's next window makes a label in it. */
class PrepareCutOffTest {
  /** Three weeks; 600 requests at hashed times whose four rows are shown over half an hour. */
  private static final String LOG =
      """
      SELECT concat('r', r) AS request, concat('i', pmod(xxhash64(r, p, %1$d), 60)) AS item,
        concat('u', pmod(xxhash64(r, %1$d), 25)) AS user, CAST(p AS INT) AS position,
        timestamp_seconds(1767225600L + pmod(xxhash64(r, 'time', %1$d), 1814400) + p * 450) AS time
      FROM (SELECT id AS r FROM range(600)) CROSS JOIN (SELECT id + 1 AS p FROM range(4))
      """;

  /** An event for two of five rows, from two hours before its impression to 60 hours after. */
  private static final String EVENTS =
      """
      SELECT request, item, user, IF(xxhash64(request, item) %% 2 = 0, 'click', 'buy') AS type,
        timestamp_seconds(unix_seconds(time) + pmod(xxhash64(item, request), 223200) - 7200) AS time
      FROM parquet.`%s/log` WHERE pmod(xxhash64(request, item, 'event'), 5) < 2
      """;

  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%1$s/log" }, events { format = parquet, path = "%1$s/events" } }
        columns { user = user, position = position }
        max-bad-share = 0.5
      }
      label {
        primary = click
        window = 24h
        events { table = events, user = user }
        engagements {
          click { event = click }
          last { event = buy, match = user-item }
          first { event = buy, match = user-item, touch = first, window = 36h }
        }
      }
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1; split.kind = time",
        "2; split.kind = rolling, split.folds = 2, split.fold = 2",
        "3; split.kind = user-time",
        "4; split.kind = item"
      })
  void noEventAfterTheCutOffMakesALabel(int seed, String split) {
    TestSpark.session().sql(LOG.formatted(seed)).write().parquet(folder + "/log");
    TestSpark.session().sql(EVENTS.formatted(folder)).write().parquet(folder + "/events");
    Prepared prepared = Prepared.run(folder, CONFIG.formatted(folder) + split.replace(", ", "\n"));
    Dataset<Row> examples = prepared.examples();

    for (String engagement : new String[] {"click", "last", "first"}) {
      assertBefore(examples, engagement, Sets.TRAIN, Sets.VALIDATION);
      assertBefore(examples, engagement, Sets.VALIDATION, Sets.TEST);
    }
    assertThat(prepared.count("engagements: click after the window")).isPositive();
    assertOnlyEventsOfTheWindow(examples);
  }

  /** By what prepare itself says of the time of the engagement. */
  private static void assertBefore(
      Dataset<Row> examples, String engagement, String set, String next) {
    long start =
        examples
            .where(col("split").equalTo(next))
            .selectExpr("min(unix_micros(time))")
            .head()
            .getLong(0);
    Dataset<Row> positive =
        examples.where(col("split").equalTo(set)).where("label_" + engagement + " > 0");

    assertThat(positive.count()).as(engagement + " in " + set).isPositive();
    assertThat(positive.where("engaged_" + engagement + " IS NULL").count()).isZero();
    assertThat(positive.where("unix_micros(engaged_" + engagement + ") >= " + start).count())
        .as(engagement + " of " + set + " from the time of " + next)
        .isZero();
  }

  /** By the events themselves: rows with a click in their window are those with the label. */
  private void assertOnlyEventsOfTheWindow(Dataset<Row> examples) {
    Dataset<Row> clicks =
        TestSpark.session()
            .read()
            .parquet(folder + "/events")
            .where("type = 'click'")
            .selectExpr("request AS r", "item AS i", "unix_micros(time) AS at");
    long wrong =
        examples
            .join(
                clicks,
                col("request")
                    .equalTo(col("r"))
                    .and(col("item").equalTo(col("i")))
                    .and(expr("at >= unix_micros(time)"))
                    .and(expr("at < unix_micros(time) + 86400000000")),
                "left")
            .where("(label_click > 0) <> (at IS NOT NULL)")
            .count();
    assertThat(wrong).isZero();
  }
}
