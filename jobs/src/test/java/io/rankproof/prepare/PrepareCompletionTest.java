package io.rankproof.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As-of features and segments of the split, on a log small enough to count by hand. */
class PrepareCompletionTest {
  /**
   * 40 requests an hour apart. u1 has two requests of three until r30; u2 the others until then; u3
   * comes with r30. Item i1 is always shown, i2 only from r36 on.
   */
  private static final String LOG =
      """
      SELECT concat('r', r) AS request, IF(p = 2 AND r < 36, concat('x', r), concat('i', p)) AS item,
        CASE WHEN r >= 30 THEN 'u3' WHEN r % 3 = 0 THEN 'u2' ELSE 'u1' END AS user,
        timestamp_seconds(1767225600L + r * 3600) AS time, CAST(p AS INT) AS position, p = 1 AS clicked
      FROM (SELECT id AS r FROM range(40)) CROSS JOIN (SELECT id + 1 AS p FROM range(2))
      """;

  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%s" } }
        columns { user = user, position = position }
        as-of { shown { key = item, of = impressions }, rate { key = user, of = click, measure = rate } }
      }
      label { primary = click, window = 0s, engagements { click { value = clicked } } }
      split.segments { new-user = 3h, cold-item = 2, heavy-user = 0.5 }
      evaluate.slices = [user_seen, "user_new*user_heavy", item_cold]
      """;

  @TempDir Path folder;

  @Test
  void completesTheExamples() {
    String path = folder.resolve("log").toString();
    TestSpark.session().sql(LOG).repartition(3).write().parquet(path);
    Prepared prepared = Prepared.run(folder, CONFIG.formatted(path));

    Dataset<Row> examples = prepared.examples();
    assertThat(examples.count()).isEqualTo(80);
    assertThat(values(examples, "split", "request = 'r39'")).containsExactly("test");
    assertThat(values(examples, "feature_shown", "item = 'i1' AND request IN ('r0', 'r7', 'r39')"))
        .containsExactly("0.0", "39.0", "7.0");
    assertThat(values(examples, "feature_rate", "request IN ('r0')")).containsExactly("null");
    assertThat(values(examples, "feature_rate", "request = 'r31'")).containsExactly("0.5");
    assertThat(values(examples, "segment_user_seen", "user = 'u3'")).containsExactly("unseen");
    assertThat(values(examples, "segment_user_seen", "user <> 'u3'")).containsExactly("seen");
    assertThat(values(examples, "segment_user_new", "request IN ('r30', 'r32')"))
        .containsExactly("new");
    assertThat(values(examples, "segment_user_new", "request IN ('r33', 'r9')"))
        .containsExactly("established");
    assertThat(values(examples, "segment_user_heavy", "user = 'u1'")).containsExactly("heavy");
    assertThat(values(examples, "segment_user_heavy", "user <> 'u1'")).containsExactly("regular");
    assertThat(values(examples, "segment_item_cold", "item = 'i1'")).containsExactly("warm");
    assertThat(values(examples, "segment_item_cold", "item <> 'i1'")).containsExactly("cold");
  }

  /** What only the slice finder searches is there for it; who nobody knows is in no segment. */
  @Test
  void anonymousRequestsAreNeitherNewNorUnseen() {
    String path = folder.resolve("log").toString();
    String anonymous = LOG.replace("AS user", "AS known, IF(r % 8 = 0, NULL, 'x') AS here");
    TestSpark.session()
        .sql("SELECT *, IF(here IS NULL, NULL, known) AS user FROM (" + anonymous + ")")
        .write()
        .parquet(path);
    Prepared prepared =
        Prepared.run(
            folder,
            CONFIG.formatted(path),
            "evaluate.slices=[]",
            "evaluate.slice-finder.columns=[user_seen, user_new, user_heavy, item_cold]");

    for (String segment : List.of("user_seen", "user_new", "user_heavy")) {
      Dataset<Row> examples = prepared.examples();
      assertThat(values(examples, "segment_" + segment, "user IS NULL")).containsExactly("null");
      assertThat(values(examples, "segment_" + segment, "user IS NOT NULL"))
          .hasSize(2)
          .doesNotContain("null");
    }
    assertThat(values(prepared.examples(), "segment_item_cold", "user IS NULL"))
        .containsExactly("cold", "warm");
    // Two users in train: heavy is one of them, whatever the requests of nobody.
    assertThat(values(prepared.examples(), "user", "segment_user_heavy = 'heavy'"))
        .containsExactly("u1");
  }

  /** Segments are text; the slice finder gets the numbers of those that are any. */
  @Test
  void numbersOfSegmentsAreKeptForTheSliceFinder() {
    String path = folder.resolve("log").toString();
    TestSpark.session().sql(LOG).write().parquet(path);
    String[] segments = {
      "source.segments.place=\"IF(request = 'r1', NULL, position + 0.5)\"",
      "source.segments.name=\"CAST(position AS STRING)\"",
      "source.segments.other=position"
    };
    String[] some = Arrays.copyOf(segments, segments.length + 1);
    some[segments.length] = "evaluate.slice-finder.columns=[place, name]";
    Dataset<Row> examples = Prepared.run(folder, CONFIG.formatted(path), some).examples();

    assertThat(values(examples, "segment_place", "request <> 'r1'")).containsExactly("1.5", "2.5");
    assertThat(values(examples, "number_place", "request <> 'r1'")).containsExactly("1.5", "2.5");
    assertThat(values(examples, "number_place", "request = 'r1'")).containsExactly("null");
    assertThat(examples.schema().apply("number_place").dataType()).isEqualTo(DataTypes.DoubleType);
    assertThat(examples.columns())
        .contains("segment_name", "segment_other")
        .doesNotContain("number_name", "number_other");
  }

  private static List<String> values(Dataset<Row> rows, String column, String where) {
    return rows
        .where(where)
        .selectExpr("coalesce(CAST(" + column + " AS STRING), 'null') AS v")
        .distinct()
        .orderBy("v")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
