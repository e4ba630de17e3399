package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.testing.BenchmarkPage;
import io.rankproof.testing.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prepare against its floor: Spark reading the log, shuffling it once by request and writing the
 * columns of {@code examples}. Interleaved in one JVM after a warm-up of both. Settings, as {@code
 * -Drankproof.benchmark.NAME}: {@code requests} of 20 rows (500,000), {@code rounds} (3), {@code
 * data} (a folder that keeps the log from run to run), {@code page} (the page whose section is
 * rewritten).
 */
@Tag("benchmark")
class PrepareBenchmarkTest {
  private static final String SETTING = "rankproof.benchmark.";
  private static final int WARM_UP_REQUESTS = 5_000;
  private static final double MOST = 2.5;

  @TempDir Path folder;

  @Test
  void againstReadShuffleWrite() throws Exception {
    int requests = Integer.getInteger(SETTING + "requests", 500_000);
    int rounds = Integer.getInteger(SETTING + "rounds", 3);
    Path warmUp = generated(folder.resolve("warm-up"), WARM_UP_REQUESTS);
    Path data =
        generated(
            Path.of(System.getProperty(SETTING + "data", folder.toString()))
                .resolve("log-" + requests),
            requests);
    measure(warmUp, folder.resolve("round-warm-up"));
    double[] floor = new double[rounds];
    double[] ours = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      double[] seconds = measure(data, folder.resolve("round-" + round));
      floor[round] = seconds[0];
      ours[round] = seconds[1];
      System.out.printf(
          Locale.ROOT, "round %d: floor %.1f s, prepare %.1f s%n", round, seconds[0], seconds[1]);
    }
    double ratio = median(ours) / median(floor);
    System.out.printf(
        Locale.ROOT,
        "%,d rows: floor %.1f s, prepare %.1f s, ratio %.2f%n",
        requests * 20L,
        median(floor),
        median(ours),
        ratio);
    BenchmarkPage.write("prepare", table(requests, rounds, median(floor), median(ours)));
    assertThat(ratio).isLessThan(MOST);
  }

  private static List<String> table(int requests, int rounds, double floor, double ours) {
    return List.of(
        String.format(
            Locale.ROOT,
            "%,d impressions in %,d requests, %,d engagements; rows in random order over 8 Parquet"
                + " files; medians of %d rounds, side by side in one JVM.",
            requests * 20L,
            requests,
            requests * 4L,
            rounds),
        "",
        "| | seconds | rows/s | ratio |",
        "|---|---|---|---|",
        line("Spark alone: read, one shuffle by request, write", requests, floor, floor),
        line("`prepare`: profile and quarantine included", requests, ours, floor));
  }

  private static String line(String what, int requests, double seconds, double floor) {
    return String.format(
        Locale.ROOT,
        "| %s | %.1f | %,.0f | %.2f |",
        what,
        seconds,
        requests * 20 / seconds,
        seconds / floor);
  }

  /** Seconds of the floor, then of prepare. */
  private static double[] measure(Path data, Path target) {
    RankproofConfig config = ConfigLoader.parse(CONFIG.formatted(data, data));
    double floor = seconds(() -> shuffleOnce(data, target));
    double ours = seconds(() -> Prepared.run(target, config));
    return new double[] {floor, ours};
  }

  private static void shuffleOnce(Path data, Path target) {
    TestSpark.session()
        .read()
        .parquet(data + "/log")
        .repartition(20, col("request"))
        .selectExpr(EXAMPLES.split(",\\s*"))
        .write()
        .format("delta")
        .save(target + "/floor");
  }

  /** 20 rows per request in random order over the files; an event for every fifth row. */
  private static Path generated(Path data, long requests) {
    if (Files.exists(data.resolve("events/_SUCCESS"))) {
      return data;
    }
    SparkSession spark = TestSpark.session();
    spark
        .sql(LOG.formatted(requests))
        .repartition(8, org.apache.spark.sql.functions.xxhash64(col("request"), col("item")))
        .write()
        .parquet(data + "/log");
    spark
        .read()
        .parquet(data + "/log")
        .where("pmod(xxhash64(request, item), 5) = 0")
        .selectExpr(
            "request",
            "item",
            "IF(position < 5, 'click', 'save') AS type",
            "time + INTERVAL 10 MINUTES AS time")
        .write()
        .parquet(data + "/events");
    return data;
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static final String LOG =
      """
      SELECT concat('request-', r) AS request, concat('item-', pmod(xxhash64(r, p), 100000)) AS item,
        concat('user-', pmod(xxhash64(r), 50000)) AS user,
        timestamp_seconds(1767225600L + r * 1209600 div %1$d) AS time, CAST(p AS INT) AS position,
        'policy' AS policy, 0.05D AS action_propensity,
        pmod(xxhash64(r, p, 1), 1000) / 1000D AS f1, pmod(xxhash64(r, p, 2), 1000) / 1000D AS f2,
        pmod(xxhash64(r, p, 3), 1000) / 1000D AS f3, pmod(xxhash64(r, p, 4), 1000) / 1000D AS f4,
        pmod(xxhash64(r, p, 5), 1000) / 1000D AS s1, pmod(xxhash64(r, p, 6), 1000) / 1000D AS s2,
        concat('country-', pmod(xxhash64(r, 7), 20)) AS country,
        concat('platform-', pmod(xxhash64(r, 8), 4)) AS platform
      FROM (SELECT id AS r FROM range(%1$d)) CROSS JOIN (SELECT id + 1 AS p FROM range(20))
      """;

  /** The columns of {@code examples}, of the same types. */
  private static final String EXAMPLES =
      """
      'train' AS split, request, item, user, user AS cluster, time, position, policy, action_propensity,
      CAST(NULL AS DOUBLE) AS examination_propensity, CAST(NULL AS BOOLEAN) AS randomised,
      CAST(NULL AS TIMESTAMP) AS item_created, 1D AS weight, true AS mature, 1D AS completeness, 0D AS label_click,
      0D AS label_save, 0D AS label_utility, f1, f2, f3, f4, country, platform, s1, s2
      """
          .strip();

  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%s/log" }, events { format = parquet, path = "%s/events" } }
        columns { user = user, position = position, policy = policy, action-propensity = action_propensity }
        features { f1 = f1, f2 = f2, f3 = f3, f4 = f4 }
        scores { s1 = s1, s2 = s2 }
        segments { country = country, platform = platform }
      }
      label {
        primary = click
        events { table = events }
        engagements { click { event = click }, save { event = save } }
        grades { utility { click = 1, save = 2 } }
      }
      """;
}
