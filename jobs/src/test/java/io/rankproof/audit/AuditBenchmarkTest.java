package io.rankproof.audit;

import io.rankproof.asof.AsOfFeatures;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As-of features and the leak audit over examples of {@code -Drankproof.benchmark.requests}
 * requests of 20 rows; one item has a fifth of the rows.
 */
@Tag("benchmark")
class AuditBenchmarkTest {
  private static final String CONFIG =
      """
      source {
        columns { user = user, position = position }
        features { f1 = f1, f2 = f2 }
        as-of {
          item_clicks { key = item, of = click, half-life = 7d }
          item_rate { key = item, of = click, measure = rate }
          user_rate { key = user, of = click, measure = rate }
          seen { key = user-item, of = impressions }
        }
      }
      label { engagements { click { value = clicked, time = time, window = 1h } } }
      """;

  private static final String EXAMPLES =
      """
      SELECT concat('request-', r) AS request,
        IF(p %% 5 = 0, 'item-heavy', concat('item-', pmod(xxhash64(r, p), 100000))) AS item,
        concat('user-', pmod(xxhash64(r), 50000)) AS user, concat('user-', pmod(xxhash64(r), 50000)) AS cluster,
        timestamp_seconds(1767225600L + r * 1209600 div %1$d) AS time, CAST(p AS INT) AS position,
        CASE WHEN r < %1$d * 0.6 THEN 'train' WHEN r < %1$d * 0.8 THEN 'validation' ELSE 'test' END AS split,
        IF(pmod(xxhash64(r, p, 9), 5) = 0, 1.0D, 0.0D) AS label_click,
        IF(pmod(xxhash64(r, p, 9), 5) = 0, timestamp_seconds(1767225660L + r * 1209600 div %1$d), NULL) AS engaged_click,
        pmod(xxhash64(r, p, 1), 1000) / 1000D AS feature_f1, pmod(xxhash64(r, p, 2), 1000) / 1000D AS feature_f2
      FROM (SELECT id AS r FROM range(%1$d)) CROSS JOIN (SELECT id AS p FROM range(20))
      """;

  @TempDir Path folder;

  @Test
  void separately() {
    long requests = Long.getLong("rankproof.benchmark.requests", 100_000);
    RunContext context =
        ExampleTable.run(
            folder.resolve("store"), CONFIG, TestSpark.session().sql(EXAMPLES.formatted(requests)));
    Dataset<Row> examples = context.read(Table.EXAMPLES);
    int partitions = (int) Math.max(2, requests * 20 / 500_000);
    double copy = seconds(() -> examples.write().format("parquet").save(folder + "/copy"));
    double asOf =
        seconds(
            () ->
                AsOfFeatures.add(examples, context.config(), partitions)
                    .write()
                    .format("parquet")
                    .save(folder + "/featured"));
    double audit =
        seconds(
            () ->
                new AuditJob()
                    .run(context, new JobOutput(context.store(), context.run(), "audit")));
    System.out.printf(
        Locale.ROOT,
        "%,d rows: copy %.1f s, as-of features of three keys and write %.1f s, audit %.1f s%n",
        requests * 20,
        copy,
        asOf,
        audit);
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
