package io.rankproof.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareDelayTest {
  /** A request an hour; its second item is clicked 1, 3, 5 or 7 hours later, in turn. */
  private static final String LOG =
      """
      SELECT concat('r', r) AS request, concat('i', p) AS item,
        timestamp_seconds(1767225600L + r * 3600) AS time, p = 2 AND r + 2 * (r % 4) + 1 <= 199 AS clicked,
        timestamp_seconds(1767225600L + (r + 2 * (r % 4) + 1) * 3600) AS clicked_at
      FROM (SELECT id AS r FROM range(200)) CROSS JOIN (SELECT id + 1 AS p FROM range(3))
      """;

  private static final String CONFIG =
      """
      source { tables { log { format = parquet, path = "%s/log" } } }
      label {
        primary = click
        data-until = "2026-01-09T08:00:00Z"
        immature = weight
        engagements { click { value = clicked, time = clicked_at, window = 8h } }
      }
      """;

  @TempDir Path folder;

  /**
   * The log ends at 200 h, so r193 to r199 are immature; nothing is known of r199. Of r0 to r192,
   * 49 take an hour.
   */
  @Test
  void keepsImmatureRequestsOfWhichEnoughIsKnown() {
    TestSpark.session().sql(LOG).repartition(3).write().parquet(folder + "/log");
    Prepared prepared = Prepared.run(folder, CONFIG.formatted(folder));

    assertThat(prepared.examples().where("split = 'immature'").count()).isEqualTo(3);
    assertThat(prepared.examples().where("split = 'immature' AND request = 'r199'").count())
        .isEqualTo(3);
    assertThat(prepared.count("immature rows kept, by 1/F(age)")).isEqualTo(6 * 3);
    assertThat(completeness(prepared, "r192")).isEqualTo(1);
    assertThat(completeness(prepared, "r194")).isCloseTo(145.0 / 193, within(1e-9));
    assertThat(completeness(prepared, "r196")).isCloseTo(97.0 / 193, within(1e-9));
    long used = prepared.examples().where("split IN ('train', 'validation', 'test')").count();
    assertThat(prepared.entry().notComputed())
        .filteredOn(gap -> gap.what().contains("delay"))
        .singleElement()
        .matches(gap -> gap.reason().contains("18 rows of the sets (" + percent(18, used)));
    assertThat(prepared.isConserved()).isTrue();
  }

  @Test
  void excludesThemOtherwise() {
    TestSpark.session().sql(LOG).repartition(3).write().parquet(folder + "/log");
    Prepared prepared = Prepared.run(folder, CONFIG.formatted(folder), "label.immature=exclude");

    assertThat(prepared.examples().where("split = 'immature'").count()).isEqualTo(7 * 3);
    assertThat(prepared.examples().where("completeness <> 1").count()).isZero();
    Prepared strict =
        Prepared.run(
            folder.resolve("strict"), CONFIG.formatted(folder), "label.least-completeness=0.6");
    assertThat(strict.examples().where("split = 'immature'").count()).isBetween(3 * 4L, 3 * 6L);
    assertThat(
            strict
                .examples()
                .where("NOT mature AND split <> 'immature' AND completeness < 0.6")
                .count())
        .isZero();
  }

  /** Clicks from hour 200 on, one of them at its very beginning, are in 1 / F already. */
  @Test
  void eventsAfterTheEndOfTheLogChangeNoLabel() {
    TestSpark.session().sql(LOG).repartition(3).write().parquet(folder + "/log");
    Prepared cut = Prepared.run(folder.resolve("cut"), CONFIG.formatted(folder));
    String known = LOG.replace(" AND r + 2 * (r % 4) + 1 <= 199", "");
    TestSpark.session().sql(known).write().mode("overwrite").parquet(folder + "/log");
    Prepared whole = Prepared.run(folder.resolve("whole"), CONFIG.formatted(folder));

    assertThat(Prepared.lines(whole.examples())).isEqualTo(Prepared.lines(cut.examples()));
    String beyond = "engagements: click after the end of the log, in a window open then";
    assertThat(whole.count(beyond)).isEqualTo(4);
    assertThat(cut.count(beyond)).isZero();
    Prepared later =
        Prepared.run(folder.resolve("later"), CONFIG.formatted(folder), "label.immature=exclude");
    assertThat(later.count(beyond)).isZero();
    assertThat(later.examples().where("label_click = 1").count()).isEqualTo(200);
  }

  private static String percent(int part, long whole) {
    return String.format(Locale.ROOT, "%.1f%% of them)", 100.0 * part / whole);
  }

  private static double completeness(Prepared prepared, String request) {
    Row row = prepared.examples().where("request = '" + request + "'").head();
    return row.getAs("completeness");
  }
}
