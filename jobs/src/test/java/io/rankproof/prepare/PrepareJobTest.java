package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.config.ConfigLoader;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import io.rankproof.testing.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareJobTest {
  /** 40 requests an hour apart, four items each, every request's second item clicked. */
  private static final String GOOD =
      """
      SELECT concat('r', r) AS request, concat('i', p) AS item, concat('u', r % 7) AS user,
        timestamp_seconds(1767225600L + r * 3600 + p) AS time, CAST(p AS INT) AS position,
        p = 2 AS clicked, double(r + p) AS f, 'x' AS platform
      FROM (SELECT id AS r FROM range(40)) CROSS JOIN (SELECT id + 1 AS p FROM range(4))
      """;

  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%s" } }
        columns { user = user, position = position }
        features { f = f }
        segments { platform = platform }
        max-bad-share = 1
      }
      label { primary = click, window = 0s, engagements { click { value = clicked } } }
      """;

  @TempDir Path folder;

  private String log(String sql) {
    String path = folder.resolve("log").toString();
    TestSpark.session().sql(sql).repartition(3).write().mode("overwrite").parquet(path);
    return CONFIG.formatted(path);
  }

  private static String row(
      String request, String item, String user, String time, String position) {
    return " UNION ALL SELECT %s, %s, %s, CAST(%s AS TIMESTAMP), %s, false, 1.0D, 'x'"
        .formatted(request, item, user, time, position);
  }

  private static final String T = "'2026-01-01T05:00:00Z'";

  @Test
  void splitsACleanLogByTime() {
    Prepared prepared = Prepared.run(folder, log(GOOD));

    assertThat(prepared.count("rows in")).isEqualTo(160);
    assertThat(prepared.count("train")).isEqualTo(96);
    assertThat(prepared.count("validation")).isEqualTo(32);
    assertThat(prepared.count("test")).isEqualTo(32);
    assertThat(prepared.isConserved()).isTrue();
    assertThat(prepared.quarantine().columns()).containsExactly("reason", "request", "row");
    Row first = prepared.examples().orderBy("time").head();
    assertThat(first.<String>getAs("request")).isEqualTo("r0");
    assertThat(first.<String>getAs("cluster")).isEqualTo("u0");
    assertThat(first.<Double>getAs("weight")).isEqualTo(1.0);
    assertThat(first.<Double>getAs("label_click")).isEqualTo(0.0);
    assertThat(first.<Double>getAs("feature_f")).isEqualTo(1.0);
    assertThat(
            prepared
                .examples()
                .agg(org.apache.spark.sql.functions.sum("label_click"))
                .head()
                .getDouble(0))
        .isEqualTo(40.0);
    Dataset<Row> profile =
        prepared.store().read(io.rankproof.store.Table.DATA_PROFILE, Prepared.RUN);
    assertThat(profile.where("column = 'feature_f' AND measure = 'max'").head().getDouble(2))
        .isEqualTo(43.0);
    assertThat(prepared.entry().notComputed()).anyMatch(n -> n.reason().contains("randomised"));
    Dataset<Row> mix = prepared.store().read(io.rankproof.store.Table.ENGAGEMENT_MIX, Prepared.RUN);
    assertThat(mix.orderBy("by", "place").collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[day,2026-01-01,1,click,96,24]",
            "[day,2026-01-02,2,click,64,16]",
            "[position,1,1,click,40,0]",
            "[position,2,2,click,40,40]",
            "[position,3,3,click,40,0]",
            "[position,4,4,click,40,0]");
  }

  /** r23 begins in train and r31 in validation; the sets begin with r24 and r32. */
  @Test
  void keepsRequestsAcrossABoundaryOutOfTheSets() {
    String sql =
        GOOD
            + row("'r23'", "'late'", "'u2'", "'2026-01-02T00:00:01Z'", "5")
            + row("'r31'", "'late'", "'u3'", "'2026-01-02T09:00:00Z'", "5")
            + row("'r22'", "'late'", "'u1'", "'2026-01-01T23:59:59Z'", "5");
    Prepared prepared = Prepared.run(folder, log(sql));

    assertThat(prepared.count("train")).isEqualTo(23 * 4 + 1);
    assertThat(prepared.count("validation")).isEqualTo(7 * 4);
    assertThat(prepared.count("test")).isEqualTo(8 * 4);
    assertThat(prepared.count("gap")).isEqualTo(2 * 5);
    assertThat(prepared.examples().where("split = 'gap' AND request IN ('r23', 'r31')").count())
        .isEqualTo(10);
    assertThat(prepared.isConserved()).isTrue();
  }

  @Test
  void setsBadRowsAsideWithTheirReason() {
    String sql =
        GOOD
            + row("NULL", "'i1'", "'u1'", T, "1")
            + row("' '", "'i1'", "'u1'", T, "1")
            + row("'bad1'", "NULL", "'u1'", T, "1")
            + row("'bad2'", "'i1'", "'u1'", "NULL", "1")
            + row("'bad3'", "'i1'", "'u1'", "'2099-01-01T00:00:00Z'", "1")
            + row("'r39'", "'i9'", "'u4'", "'1970-01-01T00:00:00Z'", "9")
            + row("'bad4'", "'i1'", "'u1'", T, "0")
            + row("'bad5'", "'i1'", "'u1'", T, "NULL");
    Prepared prepared = Prepared.run(folder, log(sql));

    assertThat(reasons(prepared))
        .isEqualTo(
            Map.of(
                "request_missing", 2L,
                "item_missing", 1L,
                "time_missing", 1L,
                "time_after_end", 1L,
                "time_before_start", 1L,
                "position_invalid", 1L,
                "position_missing", 1L));
    assertThat(prepared.examples().count()).isEqualTo(160);
    assertThat(prepared.examples().where("request = 'r39' AND split = 'test'").count())
        .isEqualTo(4);
    assertThat(prepared.isConserved()).isTrue();
    assertThat(prepared.quarantine().where("reason = 'item_missing'").head().<String>getAs("row"))
        .contains("\"request\":\"bad1\"", "\"user\":\"u1\"");
  }

  @Test
  void keepsOneOfExactDuplicates() {
    String duplicated =
        "SELECT * FROM ("
            + GOOD
            + ") UNION ALL SELECT * FROM ("
            + GOOD
            + ") WHERE request IN ('r3', 'r4')";
    Prepared prepared = Prepared.run(folder, log(duplicated));

    assertThat(prepared.count("duplicates dropped")).isEqualTo(8);
    assertThat(prepared.quarantine().count()).isZero();
    assertThat(prepared.isConserved()).isTrue();
    assertThat(Prepared.lines(prepared.examples())).hasSize(160).doesNotHaveDuplicates();
  }

  /** The same number in one feature or in the other is not the same content. */
  @Test
  void tellsRowsApartByWhichValueIsMissing() {
    String sql = "SELECT *, CAST(NULL AS DOUBLE) AS g FROM (" + GOOD + ")";
    String swapped =
        " UNION ALL SELECT request, item, user, time, position, clicked, NULL, platform, f FROM ("
            + GOOD
            + ") WHERE request = 'r3' AND item = 'i1'";
    Prepared prepared = Prepared.run(folder, log(sql + swapped), "source.features.g=g");

    assertThat(prepared.count("duplicates dropped")).isZero();
    assertThat(reasons(prepared)).isEqualTo(Map.of("item_conflict", 5L));
    assertThat(prepared.isConserved()).isTrue();
  }

  @Test
  void setsConflictingRequestsAsideAsAWhole() {
    String sql =
        GOOD
            + row("'r5'", "'other'", "'u5'", T, "2")
            + row("'r6'", "'i1'", "'u6'", T, "9")
            + row("'r7'", "'i9'", "'somebody'", T, "9")
            + row("'r8'", "'i9'", "NULL", T, "9")
            + row("'r9'", "'i9'", "'u2'", T, "9")
            + row("'r9'", "'i9'", "'u2'", T, "9")
            + row("'r9'", "'i1'", "'u2'", T, "10");
    Prepared prepared = Prepared.run(folder, log(sql));

    assertThat(reasons(prepared))
        .isEqualTo(Map.of("position_conflict", 5L, "item_conflict", 11L, "user_conflict", 10L));
    assertThat(prepared.count("duplicates dropped")).isEqualTo(1);
    assertThat(prepared.examples().where("request IN ('r5','r6','r7','r8','r9')").count()).isZero();
    assertThat(prepared.isConserved()).isTrue();
  }

  /** More than the merge remembers: they are looked for again. */
  @Test
  void setsAsideManyConflictingRequests() {
    String many =
        " UNION ALL SELECT concat('many', id), 'i1', 'u1', timestamp_seconds(1767225600L"
            + " + id % 40 * 3600 + 4), explode(array(1, 2)), false, 1.0D, 'x' FROM range(20100)";
    Prepared prepared = Prepared.run(folder, log(GOOD + many), "source.max-bad-share=1");

    assertThat(reasons(prepared)).isEqualTo(Map.of("item_conflict", 40_200L));
    assertThat(prepared.examples().count()).isEqualTo(160);
    assertThat(prepared.isConserved()).isTrue();
  }

  @Test
  void givesTheSameWhateverTheOrderAndPartitioning() {
    String config = log(GOOD + row("'r5'", "'other'", "'u5'", T, "2"));
    List<String> first = Prepared.lines(Prepared.run(folder.resolve("a"), config).examples());
    String path = folder.resolve("again").toString();
    TestSpark.session()
        .read()
        .parquet(folder.resolve("log").toString())
        .orderBy(col("item").desc(), col("request"))
        .repartition(7)
        .write()
        .parquet(path);
    List<String> second =
        Prepared.lines(Prepared.run(folder.resolve("b"), CONFIG.formatted(path)).examples());
    assertThat(second).isEqualTo(first);
  }

  @Test
  void refusesTooManyBadRowsAndShowsNothing() {
    String config = log(GOOD + row("'bad'", "NULL", "'u1'", T, "1"));
    assertThatThrownBy(() -> Prepared.run(folder, config, "source.max-bad-share=0.001"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1 of 161 rows (0.62%)")
        .hasMessageContaining("item_missing 1");
    io.rankproof.store.Store store =
        io.rankproof.store.Store.open(TestSpark.session(), folder.resolve("store").toString());
    assertThat(store.find(io.rankproof.store.Table.EXAMPLES, Prepared.RUN)).isEmpty();
  }

  @Test
  void namesWhatIsWrongWithTheInput() {
    String good = log(GOOD);
    refused(
        good,
        ConfigException.class,
        "source.tables.log.path: \"/nowhere\" does not exist",
        "source.tables.log.path=/nowhere");
    refused(good, InputException.class, "cannot be read as orc", "source.tables.log.format=orc");
    refused(
        good,
        ConfigException.class,
        "source.columns.position: \"posit\" does not resolve: there is no" + " column posit",
        "source.columns.position=posit");
    refused(
        good, ConfigException.class, "did you mean position?", "source.columns.position=positio");
    refused(
        good,
        InputException.class,
        "source.columns.position: \"user\" is text (STRING)",
        "source.columns.position=user");
    refused(
        good,
        InputException.class,
        "source.columns.time: \"request\" is text (STRING)",
        "source.columns.time=request");
    refused(
        good,
        ConfigException.class,
        "source.columns.item: \"count(*)\" cannot be used",
        "source.columns.item=count(*)");
    refused(
        good,
        ConfigException.class,
        "source.sql: cannot be used",
        "source.sql=SELECT * FROM nothing");
    refused(
        good,
        InputException.class,
        "source: there is no row in log",
        "source.sql=SELECT * FROM log WHERE false");
    refused(
        good.substring(0, good.indexOf("label {")),
        ConfigException.class,
        "label.engagements: there is no label; give at least one engagement");
    refused(
        good,
        InputException.class,
        "label.click: the train set has 0 positive and 96 negative rows",
        "label.engagements.click.value=false");
    refused(good, InputException.class, "no boundaries leave requests", "split.gap=40h");
    refused(
        good,
        InputException.class,
        "split: the validation set is empty",
        "split.validation-start=2026-01-02T00:10:00Z",
        "split.test-start=2026-01-02T00:20:00Z");
  }

  private void refused(String config, Class<?> type, String message, String... settings) {
    assertThatThrownBy(
            () -> Prepared.run(folder.resolve("refused"), ConfigLoader.parse(config, settings)))
        .isInstanceOf(type)
        .hasMessageContaining(message);
  }

  private static Map<String, Long> reasons(Prepared prepared) {
    Map<String, Long> reasons =
        prepared.quarantine().groupBy("reason").count().collectAsList().stream()
            .collect(Collectors.toMap(r -> r.getString(0), r -> r.getLong(1)));
    reasons.forEach(
        (reason, rows) -> assertThat(prepared.count("quarantined: " + reason)).isEqualTo(rows));
    return reasons;
  }

  @Test
  void keepsEveryRequestTogetherInOneFile() {
    liesTogether(Prepared.run(folder, log(MANY_USERS)));
  }

  /** Such splits look at other rows of a user, and lay the rows out again. */
  @Test
  void keepsThemTogetherWhereTheSplitMovesRows() {
    String log = log(MANY_USERS);
    String set = "IF(r % 5 = 4, 'test', IF(r % 5 = 3, 'validation', 'train'))";
    String request = set.replace("r %", "CAST(substr(request, 2) AS INT) %");
    liesTogether(Prepared.run(folder, log, "split.kind=column", "split.column=" + request));
    liesTogether(Prepared.run(folder, log, "split.kind=last-n", "split.last-n=1"));
  }

  private static final String MANY_USERS =
      GOOD.replace("range(40)", "range(20000)")
          .replace("r * 3600", "r * 60")
          .replace("r % 7", "r % 977");

  private void liesTogether(Prepared prepared) {
    Dataset<Row> placed =
        prepared
            .examples()
            .withColumn("file", org.apache.spark.sql.functions.input_file_name())
            .withColumn("n", org.apache.spark.sql.functions.monotonically_increasing_id());
    assertThat(placed.select("file").distinct().count()).isGreaterThan(3);
    placed.createOrReplaceTempView("placed");
    assertThat(
            TestSpark.session()
                .sql(
                    "SELECT cluster FROM placed GROUP BY cluster, split HAVING count(DISTINCT file) > 1")
                .count())
        .isZero();
    assertThat(
            TestSpark.session()
                .sql(
                    """
                    SELECT * FROM (SELECT *, lag(struct(xxhash64(cluster), request, position, item)) OVER (PARTITION BY file ORDER BY n)
                     AS before FROM placed) WHERE before > struct(xxhash64(cluster), request, position, item)
                    """)
                .count())
        .isZero();
    assertThat(Files.exists(folder.resolve("store"))).isTrue();
  }
}
