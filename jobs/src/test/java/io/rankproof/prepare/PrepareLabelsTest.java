package io.rankproof.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareLabelsTest {
  private static final String TIME = "timestamp_seconds(1767225600L + %s)";

  /** 100 requests an hour apart; item p is shown p seconds into its request. */
  private static final String LOG =
      """
      SELECT concat('r', r) AS request, concat('i', p) AS item, concat('u', r % 7) AS user,
        timestamp_seconds(1767225600L + r * 3600 + p) AS time, CAST(p AS INT) AS position,
        CASE WHEN p = 1 THEN timestamp_seconds(1767225600L + r * 3600 + 60)
             WHEN p = 2 THEN timestamp_seconds(1767225600L + r * 3600 + 36000)
             WHEN p = 3 THEN timestamp_seconds(1767225600L + r * 3600 - 60) END AS saved,
        CAST(NULL AS DOUBLE) AS nothing
      FROM (SELECT id AS r FROM range(100)) CROSS JOIN (SELECT id + 1 AS p FROM range(4))
      """;

  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%s/log" }, events { format = parquet, path = "%s/events" } }
        columns { user = user, position = position }
        max-bad-share = 1
      }
      label {
        primary = click
        window = 2h
        events { table = events, request = r, item = i, type = kind, time = at }
        engagements {
          click { event = click }
          buy { event = buy, window = 5h }
          save { value = "saved IS NOT NULL", time = saved }
          never { value = nothing }
        }
        grades { utility { click = 1, buy = 2.5, save = -1 } }
      }
      """;

  @TempDir Path folder;

  private Prepared prepare() {
    TestSpark.session().sql(LOG).repartition(3).write().parquet(folder + "/log");
    TestSpark.session().sql(events()).repartition(2).write().parquet(folder + "/events");
    return Prepared.run(folder, CONFIG.formatted(folder, folder));
  }

  private static String event(String request, String item, String kind, String seconds) {
    return "SELECT %s AS r, %s AS i, '%s' AS kind, %s AS at"
        .formatted(request, item, kind, TIME.formatted(seconds));
  }

  /** Request r is shown at r hours; its item p at p seconds more. */
  private static String events() {
    List<String> events =
        List.of(
            event("'r0'", "'i1'", "click", "1"),
            event("'r0'", "'i1'", "click", "600"),
            event("'r0'", "'i1'", "click", "601"),
            event("'r1'", "'i2'", "click", "3600 - 60"),
            event("'r2'", "'i3'", "click", "2 * 3600 + 3 + 7200"),
            event("'r3'", "'i4'", "click", "3 * 3600 + 4 + 7199"),
            event("'r3'", "'i4'", "click", "0"),
            event("'r4'", "'i4'", "buy", "4 * 3600 + 3 * 3600"),
            event("'r0'", "'i1'", "buy", "3 * 3600"),
            event("'r5'", "'i99'", "click", "5 * 3600 + 60"),
            event("'nowhere'", "'i1'", "click", "60"),
            event("'r6'", "NULL", "click", "6 * 3600 + 60"),
            event("'r6'", "'i1'", "share", "6 * 3600 + 60"));
    return events.stream().collect(Collectors.joining(" UNION ALL "));
  }

  @Test
  void attributesEngagementsInsideTheirWindows() {
    Prepared prepared = prepare();

    assertThat(rows(prepared, "label_click = 1")).containsExactly("r0 i1", "r3 i4");
    assertThat(rows(prepared, "label_buy = 1")).containsExactly("r0 i1", "r4 i4");
    assertThat(prepared.examples().where("label_save = 1").count()).isEqualTo(100);
    assertThat(prepared.examples().where("label_save = 1 AND item <> 'i1'").count()).isZero();
    assertThat(prepared.examples().where("label_never <> 0").count()).isZero();
    assertThat(utility(prepared, "r0", "i1")).isEqualTo(1 + 2.5 - 1);
    assertThat(utility(prepared, "r4", "i4")).isEqualTo(2.5);
    assertThat(utility(prepared, "r4", "i1")).isEqualTo(-1);

    assertThat(prepared.count("engagements: click repeated")).isEqualTo(2);
    assertThat(prepared.count("engagements: click before the impression")).isEqualTo(2);
    assertThat(prepared.count("engagements: click after the window")).isEqualTo(1);
    assertThat(prepared.count("engagements: click logged")).isEqualTo(9);
    assertThat(prepared.count("engagements: click for impressions never logged")).isEqualTo(2);
    assertThat(prepared.count("engagements: (unusable)")).isEqualTo(1);
    assertThat(prepared.count("engagements: (other type)")).isEqualTo(1);
    assertThat(prepared.count("engagements: save before the impression")).isEqualTo(100);
    assertThat(prepared.count("engagements: save after the window")).isEqualTo(100);
    checksMaturityAndGap(prepared);
  }

  /** The log ends with r98 (the last request is left out); the longest window is five hours. */
  private void checksMaturityAndGap(Prepared prepared) {
    assertThat(rows(prepared, "split = 'immature' AND item = 'i1'"))
        .containsExactly("r93 i1", "r94 i1", "r95 i1", "r96 i1", "r97 i1", "r98 i1", "r99 i1");
    assertThat(prepared.examples().where("NOT mature AND split <> 'immature'").count()).isZero();
    assertThat(rows(prepared, "mature AND split = 'immature'")).containsExactly("r93 i1");
    assertThat(prepared.isConserved()).isTrue();
    Row edges =
        prepared
            .examples()
            .selectExpr(
                "max(if(split = 'train', time, null)) + INTERVAL 5 HOURS < min(if(split = 'validation', time, null))",
                "max(if(split = 'validation', time, null)) + INTERVAL 5 HOURS < min(if(split = 'test', time, null))",
                "count_if(split = 'gap')")
            .head();
    assertThat(edges.getBoolean(0)).isTrue();
    assertThat(edges.getBoolean(1)).isTrue();
    assertThat(edges.getLong(2)).isEqualTo(2 * 5 * 4);
    assertThat(
            prepared
                .examples()
                .groupBy("request")
                .agg(
                    org.apache
                        .spark
                        .sql
                        .functions
                        .count_distinct(org.apache.spark.sql.functions.col("split"))
                        .as("n"))
                .where("n > 1")
                .count())
        .isZero();
  }

  private static double utility(Prepared prepared, String request, String item) {
    return prepared
        .examples()
        .where("request = '" + request + "' AND item = '" + item + "'")
        .head()
        .<Double>getAs("label_utility");
  }

  private static List<String> rows(Prepared prepared, String condition) {
    return prepared
        .examples()
        .where(condition)
        .orderBy("time")
        .selectExpr("concat(request, ' ', item)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
