package io.rankproof.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareAttributionTest {
  /**
   * Request r is shown at r hours to user r % 5 with items i1 to i4: u0 sees i1 every five hours.
   */
  private static final String LOG =
      """
      SELECT concat('r', r) AS request, concat('i', p) AS item, concat('u', r % 5) AS user,
        timestamp_seconds(1767225600L + r * 3600) AS time, CAST(p AS INT) AS position,
        IF(r % 10 = 3 AND p = 2, 45D, IF(r % 10 = 3 AND p = 3, 20D, NULL)) AS dwell
      FROM (SELECT id AS r FROM range(100)) CROSS JOIN (SELECT id + 1 AS p FROM range(4))
      """;

  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%s/log" }, events { format = parquet, path = "%s/events" } }
        columns { user = user, position = position }
      }
      label {
        primary = click
        window = 12h
        events { table = events, request = r, item = i, user = u, type = kind, time = at, value = v }
        engagements {
          click { event = click, window = 1h }
          long_click { event = click, window = 1h, at-least = 30 }
          read { value = dwell, at-least = 30 }
          last { event = buy, match = user-item, window = 7h }
          first { event = buy, match = user-item, touch = first, window = 7h }
          hide { event = hide, window = 1h }
        }
        grades {
          utility {
            click = 1
            hide = -2.5
            last { weight = 0.1, of = value, most = 50 }
            long_click { weight = 1, of = count }
          }
        }
        sensitivity = [10m]
      }
      """;

  @TempDir Path folder;

  private static String event(
      String request, String user, String item, String kind, String hours, String value) {
    return "SELECT %s AS r, %s AS u, %s AS i, '%s' AS kind, %s AS at, CAST(%s AS DOUBLE) AS v"
        .formatted(
            request,
            user,
            item,
            kind,
            "timestamp_seconds(1767225600L + CAST((" + hours + ") * 3600 AS BIGINT))",
            value);
  }

  private Prepared prepare() {
    List<String> events =
        List.of(
            event("'r0'", "NULL", "'i1'", "click", "0.1", "40"),
            event("'r0'", "NULL", "'i1'", "click", "0.2", "31"),
            event("'r0'", "NULL", "'i1'", "click", "0.2", "31"),
            event("'r1'", "NULL", "'i1'", "click", "1.5", "10"),
            event("'r1'", "NULL", "'i2'", "hide", "1.5", "NULL"),
            event("'r1'", "NULL", "'i3'", "hide", "3", "NULL"),
            // u0 saw i1 at 0, 5, 10 h: the last one is at 10, the first within 7 hours at 5.
            event("NULL", "'u0'", "'i1'", "buy", "10.5", "30"),
            event("NULL", "'u0'", "'i1'", "buy", "10.5", "30"),
            event("NULL", "'u0'", "'i1'", "buy", "10.75", "600"),
            // At the very time of an impression, and when a window closes.
            event("NULL", "'u1'", "'i2'", "buy", "6", "5"),
            event("NULL", "'u1'", "'i2'", "buy", "13", "5"),
            // Seen later only; never seen; long after the last impression.
            event("NULL", "'u2'", "'i1'", "buy", "1", "5"),
            event("NULL", "'u2'", "'i9'", "buy", "20", "5"),
            event("NULL", "'nobody'", "'i1'", "buy", "20", "5"),
            event("NULL", "'u4'", "'i4'", "buy", "99 + 8", "5"),
            event("NULL", "NULL", "'i1'", "buy", "20", "5"),
            event("'r2'", "NULL", "'i1'", "share", "2", "5"));
    TestSpark.session().sql(LOG).repartition(3).write().parquet(folder + "/log");
    TestSpark.session()
        .sql(events.stream().collect(Collectors.joining(" UNION ALL ")))
        .repartition(3)
        .write()
        .parquet(folder + "/events");
    return Prepared.run(folder, CONFIG.formatted(folder, folder));
  }

  @Test
  void dwellTouchViewThroughAndUtility() {
    Prepared prepared = prepare();

    assertThat(rows(prepared, "label_click = 1")).containsExactly("r0 i1", "r1 i1");
    assertThat(rows(prepared, "label_click_within_10m = 1")).containsExactly("r0 i1");
    assertThat(rows(prepared, "label_long_click = 1")).containsExactly("r0 i1");
    assertThat(prepared.examples().where("label_read = 1").count()).isEqualTo(10);
    assertThat(prepared.examples().where("label_read = 1 AND item <> 'i2'").count()).isZero();
    assertThat(rows(prepared, "label_last = 1")).containsExactly("r6 i2", "r10 i1", "r11 i2");
    assertThat(rows(prepared, "label_first = 1")).containsExactly("r1 i2", "r5 i1", "r11 i2");
    assertThat(utility(prepared))
        .isEqualTo(
            Map.of(
                "r0 i1", 1.0 + 2,
                "r1 i1", 1.0,
                "r1 i2", -2.5,
                "r6 i2", 0.5,
                "r10 i1", 5.0,
                "r11 i2", 0.5));
    counts(prepared);
  }

  /**
   * u3 saw i9 only in a row without a usable position, i1 in r3 as well as in such a row of r8, and
   * r13 is in conflict as a whole.
   */
  @Test
  void eventsOfUsersWhoseImpressionIsInTheQuarantine() {
    String log =
        """
        SELECT request, IF(request = 'r3' AND item = 'i4', 'i9', item) AS item, user, time,
          CASE WHEN request = 'r3' AND item = 'i4' OR request = 'r8' AND item = 'i1' THEN 0
            WHEN request = 'r13' THEN 1 ELSE position END AS position, dwell
        FROM (%s)
        """
            .formatted(LOG);
    String events =
        String.join(
            " UNION ALL ",
            event("NULL", "'u3'", "'i9'", "buy", "4", "5"),
            event("NULL", "'u3'", "'i9'", "buy", "5", "5"),
            event("NULL", "'u3'", "'i1'", "buy", "8.5", "5"),
            event("NULL", "'u3'", "'i2'", "buy", "13.5", "5"),
            event("NULL", "'u3'", "'i8'", "buy", "13.5", "5"),
            event("'r8'", "NULL", "'i1'", "click", "8.5", "5"),
            event("'r0'", "NULL", "'i1'", "click", "0.5", "5"));
    TestSpark.session().sql(log).write().parquet(folder + "/log");
    TestSpark.session().sql(events).write().parquet(folder + "/events");
    Prepared prepared =
        Prepared.run(folder, CONFIG.formatted(folder, folder), "source.max-bad-share=0.5");

    assertThat(prepared.count("quarantined: position_invalid")).isEqualTo(2);
    assertThat(prepared.count("quarantined: position_conflict")).isEqualTo(4);
    for (String name : List.of("last", "first")) {
      String became = "engagements: " + name + " ";
      assertThat(prepared.count(became + "for impressions in the quarantine")).isEqualTo(2);
      assertThat(prepared.count(became + "for impressions never logged")).isEqualTo(1);
    }
    // The last usable impression of u3 and i1 is that of r3, five hours and a half before.
    assertThat(rows(prepared, "label_last = 1")).containsExactly("r3 i1");
    assertThat(prepared.count("engagements: last for requests in conflict")).isEqualTo(1);
    assertThat(prepared.count("engagements: click for impressions in the quarantine")).isEqualTo(1);
    assertThat(prepared.isConserved()).isTrue();
  }

  private static void counts(Prepared prepared) {
    assertThat(prepared.count("engagements: click logged")).isEqualTo(4);
    assertThat(prepared.count("engagements: click repeated")).isEqualTo(2);
    assertThat(prepared.count("engagements: hide after the window")).isEqualTo(1);
    assertThat(prepared.count("engagements: last logged")).isEqualTo(9);
    assertThat(prepared.count("engagements: last repeated")).isEqualTo(2);
    assertThat(prepared.count("engagements: last after the window")).isEqualTo(1);
    assertThat(prepared.count("engagements: last before every impression")).isEqualTo(1);
    assertThat(prepared.count("engagements: last for impressions never logged")).isEqualTo(2);
    assertThat(prepared.count("engagements: first after the window")).isEqualTo(1);
    assertThat(prepared.count("engagements: first before every impression")).isEqualTo(1);
    assertThat(prepared.count("engagements: (unusable)")).isEqualTo(1);
    assertThat(prepared.count("engagements: (other type)")).isEqualTo(1);
    assertThat(prepared.isConserved()).isTrue();
  }

  private static Map<String, Double> utility(Prepared prepared) {
    return prepared
        .examples()
        .where("label_utility <> 0")
        .selectExpr("concat(request, ' ', item)", "label_utility")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getString(0), row -> row.getDouble(1)));
  }

  private static List<String> rows(Prepared prepared, String condition) {
    return prepared
        .examples()
        .where(condition)
        .orderBy("time", "item")
        .selectExpr("concat(request, ' ', item)")
        .collectAsList()
        .stream()
        .map((Row row) -> row.getString(0))
        .toList();
  }
}
