package io.rankproof.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engagements that are recorded until the 19th day of a log of 20. */
class PrepareSilenceTest {
  /** A request an hour; each second item is clicked half an hour later, as far as was recorded. */
  private static final String LOG =
      """
      SELECT concat('r', r) AS request, concat('i', p) AS item,
        timestamp_seconds(1767225600L + r * 3600) AS time, p = 2 AND r < 420 AS clicked,
        timestamp_seconds(1767225600L + r * 3600 + 1800) AS clicked_at,
        p = 1 AND r % 100 = 0 AS bought, timestamp_seconds(1767225600L + r * 3600 + 600) AS bought_at
      FROM (SELECT id AS r FROM range(480)) CROSS JOIN (SELECT id + 1 AS p FROM range(3))
      """;

  private static final String COLUMNS =
      """
      source { tables { log { format = parquet, path = "%s/log" } } }
      label {
        window = 1h
        engagements { click { value = clicked, time = clicked_at }, buy { value = bought, time = bought_at } }
      }
      """;

  private static final String EVENTS =
      """
      source {
        tables { log { format = parquet, path = "%1$s/log" }, events { format = parquet, path = "%1$s/events" } }
        sql = "SELECT * FROM log"
      }
      label { window = 1h, events { table = events }, engagements { click { event = click } } }
      """;

  @TempDir Path folder;

  private Prepared prepare(String config, String... settings) {
    TestSpark.session().sql(LOG).write().mode("overwrite").parquet(folder + "/log");
    TestSpark.session()
        .read()
        .parquet(folder + "/log")
        .where("clicked")
        .selectExpr("request", "item", "'click' AS type", "clicked_at AS time")
        // One that a clock puts far ahead hides nothing.
        .union(
            TestSpark.session()
                .sql("SELECT 'r1', 'i1', 'click', timestamp'2031-01-01 00:00:00' AS time"))
        .write()
        .mode("overwrite")
        .parquet(folder + "/events");
    return Prepared.run(folder, config.formatted(folder), settings);
  }

  /** The last click of all is that of r419, at 2026-01-18T11:30; buys are rare, as they were. */
  @Test
  void columnsThatEndEarlyAreSaid() {
    Prepared prepared = prepare(COLUMNS);

    assertThat(prepared.printed())
        .contains("warning: label.engagements.click.time ends 2026-01-18T11:30:00Z")
        .contains("label.data-until = \"2026-01-18T11:30:00Z\"")
        .doesNotContain("buy.time");
    assertThat(prepared.entry().notComputed())
        .filteredOn(gap -> gap.what().equals("engagements until the end of the log"))
        .singleElement()
        .matches(gap -> gap.reason().contains("label.data-until"));
  }

  @Test
  void aTableThatEndsEarlyIsSaid() {
    assertThat(prepare(EVENTS).printed())
        .contains("warning: the engagement table events ends 2026-01-18T11:30:00Z");
  }

  @Test
  void theAdviceIsGood() {
    String until = "label.data-until=\"2026-01-18T11:30:00Z\"";
    assertThat(prepare(EVENTS, until).printed()).doesNotContain("warning:");
    // A log whose engagements are read a week longer ends with its impressions all the same.
    String late = "label.data-until=\"2026-01-27T00:00:00Z\"";
    assertThat(
            prepare(
                    EVENTS,
                    late,
                    "source.sql=\"SELECT * FROM log WHERE clicked_at < '2026-01-18 11:31:00'\"")
                .printed())
        .doesNotContain("warning:");
  }
}
