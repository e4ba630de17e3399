package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.testing.TestSpark;
import java.nio.file.Files;
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
 * rounds whose reward predictions are given. {@code -Drankproof.benchmark.rounds} sets the size;
 * the result goes to docs/performance.md between its markers.
 */
@Tag("benchmark")
class OpeBenchmarkTest {
  private static final int REPEATS = 2;
  private static final Path PAGE = Path.of("../docs/performance.md");
  private static final String BEGIN = "<!-- begin ope -->";
  private static final String END = "<!-- end ope -->";

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
    double bootstrap = seconds(() -> bootstrap(config));
    write(rounds, best(sql), best(alone), best(all), bootstrap, config);
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
        false,
        new TargetColumns(
            5, 6, TargetColumns.SAME, predictions ? 7 : -1, predictions ? 8 : -1, -1, -1, -1));
  }

  private void bootstrap(RankproofConfig config) {
    RoundPass pass = new RoundPass(List.of(plan(true)), config);
    Dataset<Row> rows = rows(true);
    TargetValues values = new TargetValues(plan(true), pass.sum(rows).get(0), config);
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

  private static void write(
      long rounds, double sql, double alone, double all, double bootstrap, RankproofConfig config)
      throws Exception {
    String section =
        String.format(
            Locale.ROOT,
            """
            %s
            %,d rounds of %,d users, `local[2]`, the better of %d runs each, interleaved; four estimators with %d bounds each and six without
            (%d values), with cluster-robust errors and differences, in one aggregation.

            | | seconds | over IPS in SQL |
            |---|---|---|
            | IPS alone by two plain SQL hash aggregations (sums depend on the partitioning) | %.1f | 1.00 |
            | IPS alone, this job's pass (exact sums) | %.1f | %.2f |
            | all estimators and bounds | %.1f | %.2f |
            | sums and then the Poisson bootstrap of ten estimators, %d replicates (read twice) | %.1f | |
            %s
            """,
            BEGIN,
            rounds,
            rounds / 20,
            REPEATS,
            config.ope().bounds().size(),
            4 * config.ope().bounds().size() + 6,
            sql,
            alone,
            alone / sql,
            all,
            all / sql,
            config.ope().replicates(),
            bootstrap,
            END);
    System.out.println(section);
    String page = Files.readString(PAGE);
    Files.writeString(
        PAGE,
        page.substring(0, page.indexOf(BEGIN))
            + section.strip()
            + page.substring(page.indexOf(END) + END.length()));
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double best(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }
}
