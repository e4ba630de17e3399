package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prepare against its floor: Spark reading the same columns, shuffling them once by request and
 * writing them. Interleaved in one JVM; {@code -Drankproof.benchmark.requests} sets the size.
 */
@Tag("benchmark")
class PrepareBenchmarkTest {
  private static final int ROUNDS = 3;

  @TempDir Path folder;

  @Test
  void againstReadShuffleWrite() {
    long requests = Long.getLong("rankproof.benchmark.requests", 100_000);
    generate(requests);
    RankproofConfig config = ConfigLoader.parse(CONFIG.formatted(folder, folder));
    double[] floor = new double[ROUNDS];
    double[] ours = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Path target = folder.resolve("round" + round);
      floor[round] = seconds(() -> shuffleOnce(target));
      ours[round] = seconds(() -> Prepared.run(target, config));
      System.out.printf(
          "round %d: floor %.1f s, prepare %.1f s%n", round, floor[round], ours[round]);
    }
    System.out.printf(
        "%,d rows: floor %.1f s, prepare %.1f s, ratio %.2f%n",
        requests * 20, median(floor), median(ours), median(ours) / median(floor));
  }

  private void shuffleOnce(Path target) {
    TestSpark.session()
        .read()
        .parquet(folder + "/log")
        .repartition(8, col("request"))
        .write()
        .format("delta")
        .save(target + "/floor");
  }

  /** 20 rows per request in random order over the files; an event for every fifth row. */
  private void generate(long requests) {
    SparkSession spark = TestSpark.session();
    spark
        .sql(LOG.formatted(requests))
        .repartition(8, org.apache.spark.sql.functions.xxhash64(col("request"), col("item")))
        .write()
        .parquet(folder + "/log");
    spark
        .read()
        .parquet(folder + "/log")
        .where("pmod(xxhash64(request, item), 5) = 0")
        .selectExpr(
            "request",
            "item",
            "IF(position < 5, 'click', 'save') AS type",
            "time + INTERVAL 10 MINUTES AS time")
        .write()
        .parquet(folder + "/events");
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
