package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.testing.BenchmarkPage;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All estimators over a grid of 20 bounds against IPS alone, both with cluster-robust errors, over
 * rounds whose reward predictions are given. Settings, as {@code -Drankproof.benchmark.NAME}:
 * {@code rounds} (10 million), {@code page} (the page whose section is rewritten).
 */
@Tag("benchmark")
class OpeBenchmarkTest {
  private static final int REPEATS = 3;

  @TempDir Path folder;

  @Test
  void allEstimatorsAgainstIpsAlone() throws Exception {
    long rounds = Long.getLong("rankproof.benchmark.rounds", 10_000_000);
    RankproofConfig config = ConfigLoader.parse("label.engagements.click.value = c");
    RankproofConfig one = ConfigLoader.parse("label.engagements.click.value = c, ope.bounds = [1]");
    generate(rounds);
    double[] sql = new double[REPEATS];
    double[] alone = new double[REPEATS];
    double[] all = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      sql[i] = seconds(this::ipsInSql);
      alone[i] = seconds(() -> new RoundPass(List.of(plan(false)), one).sum(rows(false)));
      all[i] = seconds(() -> new RoundPass(List.of(plan(true)), config).sum(rows(true)));
      System.out.printf(
          Locale.ROOT, "IPS in SQL %.1f s, alone %.1f s, all %.1f s%n", sql[i], alone[i], all[i]);
    }
    double[] bootstrap = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      bootstrap[i] = seconds(() -> bootstrap(config));
    }
    List<String> table =
        table(rounds, median(sql), median(alone), median(all), median(bootstrap), config);
    table.forEach(System.out::println);
    BenchmarkPage.write("ope", table);
  }

  /** What two plain hash aggregations take. */
  private void ipsInSql() {
    Column weighted = col("weight").multiply(col("t")).divide(col("q")).multiply(col("_reward"));
    TestSpark.session()
        .read()
        .parquet(folder + "/rounds")
        .groupBy("_cluster")
        .agg(sum(weighted).as("a"), sum("weight").as("n"))
        .agg(
            sum("a"),
            sum("n"),
            sum(col("a").multiply(col("a"))),
            sum(col("a").multiply(col("n"))),
            sum(col("n").multiply(col("n"))))
        .collectAsList();
  }

  private Dataset<Row> rows(boolean predictions) {
    Dataset<Row> rounds = TestSpark.session().read().parquet(folder + "/rounds");
    return Rounds.byCluster(predictions ? rounds : rounds.drop("prediction", "expected"));
  }

  private static TargetPlan plan(boolean predictions) {
    return new TargetPlan(
        "target",
        "all",
        Optional.of("all"),
        TargetPlan.Kind.PROBABILITIES,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        new TargetColumns(
            5,
            6,
            TargetColumns.NONE,
            0,
            TargetColumns.SAME,
            predictions ? 7 : -1,
            predictions ? 8 : -1,
            -1,
            -1,
            0,
            -1,
            -1));
  }

  private void bootstrap(RankproofConfig config) {
    RoundPass pass = new RoundPass(List.of(plan(true)), config);
    Dataset<Row> rows = rows(true);
    TargetSums sums = pass.sum(rows).get(0);
    TargetValues values = new TargetValues(plan(true), sums, pass.unbalanced(0), config);
    pass.bootstrap(rows, List.of(values));
  }

  /** 20 rounds per user; propensities from 1/50 to 1. */
  private void generate(long rounds) {
    TestSpark.session()
        .sql(
            """
            SELECT xxhash64(pmod(xxhash64(id), %d)) AS _cluster, xxhash64(id, 1) AS _request,
              id AS _order, 1D AS weight,
              IF(pmod(xxhash64(id, 2), 100) < 5, 1D, 0D) AS _reward,
              pmod(xxhash64(id, 3), 1000) / 1000D AS t,
              (20 + pmod(xxhash64(id, 4), 981)) / 1000D AS q,
              pmod(xxhash64(id, 5), 1000) / 10000D AS prediction,
              pmod(xxhash64(id, 6), 1000) / 10000D AS expected
            FROM range(%d)
            """
                .formatted(rounds / 20, rounds))
        .write()
        .parquet(folder + "/rounds");
  }

  private static List<String> table(
      long rounds, double sql, double alone, double all, double bootstrap, RankproofConfig config) {
    int bounds = config.ope().bounds().size();
    return List.of(
        String.format(
            Locale.ROOT,
            "%,d rounds of %,d users, `local[2]`, medians of %d runs each, interleaved; four"
                + " estimators with %d bounds each and six without (%d values), with"
                + " cluster-robust errors and differences, in one aggregation.",
            rounds,
            rounds / 20,
            REPEATS,
            bounds,
            4 * bounds + 6),
        "",
        "| | seconds | over IPS in SQL |",
        "|---|---|---|",
        line(
            "IPS alone by two plain SQL hash aggregations (sums depend on the partitioning)",
            sql,
            sql),
        line("IPS alone, this job's pass (exact sums)", alone, sql),
        line("all estimators and bounds", all, sql),
        line(
            "sums and then the Poisson bootstrap of ten estimators, "
                + config.ope().replicates()
                + " replicates (read twice)",
            bootstrap,
            sql));
  }

  private static String line(String what, double seconds, double base) {
    return String.format(Locale.ROOT, "| %s | %.1f | %.2f |", what, seconds, seconds / base);
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
}
