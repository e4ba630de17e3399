package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import io.rankproof.testing.TestSpark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One user with most of the log: memory stays bounded. */
class PrepareHeavyTest {
  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%s/log" }, events { format = parquet, path = "%s/events" } }
        columns { user = user, position = position }
      }
      label {
        primary = click
        window = 1h
        events { table = events }
        engagements { click { event = click } }
      }
      spark.conf { "spark.ui.enabled" = false }
      """;

  @TempDir Path folder;

  /** Request 5 of 100 has 25,000 items, more than are held in memory, and each of them twice. */
  @Test
  void aGiantRequestIsHeldOnDisk() {
    write(
        """
        SELECT concat('r', r) AS request, concat('i', p) AS item, concat('u', r) AS user,
          timestamp_seconds(1767225600L + r * 3600) AS time, CAST(p AS INT) AS position
        FROM (SELECT id AS r FROM range(100)) JOIN (SELECT id + 1 AS p FROM range(25000)) ON p < 4 OR r = 5
        """,
        "request = 'r5' OR item = 'i1'");
    String twice = "SELECT * FROM log UNION ALL SELECT * FROM log WHERE request = 'r5'";
    Prepared prepared =
        Prepared.run(
            folder,
            CONFIG
                .formatted(folder, folder)
                .replace("columns {", "sql = \"" + twice + "\"\n columns {"));

    assertThat(prepared.count("duplicates dropped")).isEqualTo(25_000);
    assertThat(prepared.isConserved()).isTrue();
    Row row =
        prepared
            .examples()
            .where("request = 'r5'")
            .selectExpr("count(*)", "sum(label_click)", "count(DISTINCT item)", "max(position)")
            .head();
    assertThat(row.getLong(0)).isEqualTo(25_000);
    assertThat(row.getDouble(1)).isEqualTo(25_000);
    assertThat(row.getLong(2)).isEqualTo(25_000);
    assertThat(row.getInt(3)).isEqualTo(25_000);
    assertThat(prepared.examples().where("label_click = 1").count()).isEqualTo(25_000 + 99);
  }

  /** 2.4 million rows, 2 million of them of one user, in a JVM of its own with 1 GB. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "split.kind = time",
        "split { kind = last-n, last-n = 3 }",
        "split { kind = column, column = \"element_at(array('train', 'train', 'validation', 'test'), 1 + int(pmod(xxhash64(request), 4)))\" }",
        "source.as-of { clicks { key = item, of = click }, shown { key = user, of = impressions }, rate { key = user, of = click, measure = rate }, seen { key = user-item, of = impressions } }",
      })
  @Tag("heavy")
  void twoMillionRowsOfOneUserFitIntoAGigabyte(String more) throws Exception {
    write(
        """
        SELECT concat('request-', r) AS request, concat('item-', pmod(xxhash64(r, p), 100000)) AS item,
          IF(r % 6 = 0, concat('user-', r), 'heavy') AS user,
          timestamp_seconds(1767225600L + r * 10) AS time, CAST(p AS INT) AS position
        FROM (SELECT id AS r FROM range(120000)) CROSS JOIN (SELECT id + 1 AS p FROM range(20))
        """,
        "pmod(xxhash64(request, item), 5) = 0");
    Path config =
        Files.writeString(
            folder.resolve("heavy.conf"), CONFIG.formatted(folder, folder) + more + "\n");
    Path store = folder.resolve("store");

    assertThat(runInAGigabyte("prepare", "--config", config, "--store", store, "--run-id", "heavy"))
        .isZero();
    Dataset<Row> heavy =
        Store.open(TestSpark.session(), store.toString())
            .read(Table.EXAMPLES, new RunId("heavy"))
            .where("user = 'heavy'");
    assertThat(heavy.count()).isGreaterThan(1_900_000);
    if (more.contains("last-n")) {
      assertThat(heavy.where("split = 'test'").select("request").distinct().count()).isEqualTo(3);
    }
    if (more.contains("as-of")) {
      assertCountsThePast(heavy);
    }
  }

  /** The user's last request has all the others before it. */
  private static void assertCountsThePast(Dataset<Row> heavy) {
    Row last = heavy.orderBy(col("time").desc(), col("item")).head();
    long before = heavy.where(col("time").lt(last.getAs("time"))).count();
    assertThat(last.<Double>getAs("feature_shown")).isEqualTo(before);
    assertThat(last.<Double>getAs("feature_rate")).isBetween(0.19, 0.21);
    String item = last.getAs("item");
    assertThat(last.<Double>getAs("feature_seen"))
        .isEqualTo(
            heavy.where(col("item").equalTo(item).and(col("time").lt(last.getAs("time")))).count());
  }

  private static int runInAGigabyte(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.rankproof.cli.Main");
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private void write(String log, String engaged) {
    TestSpark.session().sql(log).repartition(3).write().parquet(folder + "/log");
    TestSpark.session()
        .read()
        .parquet(folder + "/log")
        .where(engaged)
        .selectExpr("request", "item", "'click' AS type", "time + INTERVAL 10 MINUTES AS time")
        .write()
        .parquet(folder + "/events");
  }
}
