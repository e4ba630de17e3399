package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.evaluate.ScoresFixture.Result;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One request of very many rows beside very many small ones: the metrics of a default evaluation
 * that scores which are no probabilities have, and all else that it can compute. Those tagged heavy
 * have the full size, for a heap of 4 GB.
 */
class HeavyTailTest {
  @TempDir Path folder;

  /**
   * A log.
   *
   * @param heavy rows of the request "unknown". Its positives are rows 0 and 1: candidate ranks
   *     them first, production (the row's number) last
   * @param others rows of other requests, every second one positive
   * @param size rows of each of these
   * @param users who share these requests
   */
  private record Log(long heavy, long others, int size, long users) {
    Log(long heavy, long others, int size) {
      this(heavy, others, size, 1_000);
    }

    Dataset<Row> scores() {
      String unknown = "id < " + heavy;
      String request = "(id - " + heavy + ") div " + size;
      String user = "IF(" + unknown + ", 'unknown', concat('u', " + request + " % " + users + "))";
      return TestSpark.session()
          .range(heavy + others)
          .selectExpr(
              "'test' AS split",
              "IF(" + unknown + ", 'unknown', concat('q', " + request + ")) AS request",
              "cast(id AS STRING) AS item",
              user + " AS user",
              user + " AS cluster",
              "timestamp'2026-01-10 00:00:00' AS time",
              "false AS randomised",
              "1.0D AS weight",
              "cast(null AS DOUBLE) AS propensity",
              "IF("
                  + unknown
                  + ", 'unknown', IF("
                  + request
                  + " % 3 = 0, 'app', 'web'))"
                  + " AS segment_platform",
              "cast(id < 2 OR (NOT " + unknown + " AND id % 2 = 0) AS DOUBLE) AS label_click",
              "cast(-id AS DOUBLE) AS score_candidate",
              "cast(id AS DOUBLE) AS score_production");
    }

    /** Of the candidate: positives 0 and 1 beat all, every other one the negatives after it. */
    double rocAuc() {
      double pairs = others / 2.0;
      double negatives = heavy - 2 + pairs;
      double won = 2 * negatives + pairs * (pairs + 1) / 2;
      return won / (negatives * (2 + pairs));
    }
  }

  private void valuesAreRight(Log log) {
    valuesAreRight(log, log.scores(), Layout.ANY);
  }

  private void valuesAreRight(Log log, Dataset<Row> scores, Layout layout) {
    Result result =
        new ScoresFixture(folder.resolve("store"))
            .lying(layout)
            .evaluate(
                scores,
                "evaluate.metrics=[\"nDCG@1\",\"nDCG@10\",\"AP@10\",RR,\"R@10\",\"P@5\",AUC]",
                "evaluate.pointwise=[ROC-AUC,PR-AUC]",
                "evaluate.slices=[platform]",
                "evaluate.beyond.enabled=true",
                "evaluate.slice-finder.enabled=true",
                "evaluate.slice-finder.metric=\"nDCG@1\"",
                "evaluate.list-metrics=on");

    long requests = log.others() / log.size();
    long withValue = log.size() == 1 ? requests / 2 : requests;
    Row ndcg = result.metric("candidate", "nDCG@1");
    assertThat(ndcg.<Long>getAs("n_requests")).isEqualTo(requests + 1);
    assertThat(ndcg.<Long>getAs("n_with_value")).isEqualTo(withValue + 1);
    assertThat(ndcg.<Double>getAs("value")).isCloseTo(1, within(1e-12));
    assertThat(result.metric("candidate", "RR").<Double>getAs("value")).isCloseTo(1, within(1e-12));
    assertThat(result.count("requests")).isEqualTo(requests + 1);
    assertThat(result.metric("candidate", "ROC-AUC").<Double>getAs("value"))
        .isCloseTo(log.rocAuc(), within(1e-4));
    listsAreRight(log, result, requests);
    if (log.size() == 1) {
      Row auc = result.metric("production", "AUC");
      assertThat(auc.<Double>getAs("value")).isZero();
      assertThat(auc.<Long>getAs("n_with_value")).isOne();
    }
  }

  /** Each item is in one request: those in its top 10 are covered. */
  private static void listsAreRight(Log log, Result result, long requests) {
    double covered = 10 + requests * Math.min(10.0, log.size());
    assertThat(result.metric("production", "Coverage@10").<Double>getAs("value"))
        .isCloseTo(covered / (log.heavy() + log.others()), within(1e-9));
    Row unknown = result.metric("candidate", "nDCG@1", "plain", "platform", "unknown");
    assertThat(unknown.<Long>getAs("n_rows")).isEqualTo(log.heavy());
    Row written =
        result
            .requestMetrics()
            .where("model = 'candidate'")
            .selectExpr("count(*)", "sum(items)", "sum(`nDCG@1`)", "max(items)")
            .head();
    assertThat(written.getLong(0)).isEqualTo(requests + 1);
    assertThat(written.getLong(1)).isEqualTo(log.heavy() + log.others());
    assertThat(written.getDouble(2))
        .isEqualTo(result.metric("candidate", "nDCG@1").<Long>getAs("n_with_value").doubleValue());
    assertThat((long) written.getInt(3)).isEqualTo(log.heavy());
  }

  /** As the job score writes them. */
  private void valuesAreRightTogether(Log log) {
    String path = folder.resolve("scores").toString();
    log.scores()
        .repartition(4, col("cluster"))
        .sortWithinPartitions("cluster", "request")
        .write()
        .parquet(path);
    valuesAreRight(log, TestSpark.session().read().parquet(path), Layout.TOGETHER);
  }

  @Test
  void oneLargeRequestThatLiesTogether() {
    valuesAreRightTogether(new Log(60_000, 30_000, 20));
  }

  @Test
  void oneLargeRequestAndManyOfOneRow() {
    valuesAreRight(new Log(60_000, 30_000, 1));
  }

  @Test
  @Tag("slow")
  void aMillionRowsAndFortyPercentOfAllAreInARequest() {
    valuesAreRight(new Log(1_000_000, 1_500_000, 20));
  }

  @Test
  @Tag("heavy")
  void fiveMillionRowsThatLieTogether() {
    valuesAreRightTogether(new Log(5_000_000, 1_000_000, 20));
  }

  @Test
  @Tag("heavy")
  void tenMillionUsersWithARequestOfOneRow() {
    valuesAreRight(new Log(1_000, 10_000_000, 1, 10_000_000));
  }

  @Test
  @Tag("heavy")
  void fiveMillionRowsAndFortyPercentOfAllAreInARequest() {
    valuesAreRight(new Log(5_000_000, 7_500_000, 20));
  }
}
