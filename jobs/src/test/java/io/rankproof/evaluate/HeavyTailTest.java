package io.rankproof.evaluate;

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

/** One request of a million rows beside many of one row. */
@Tag("slow")
class HeavyTailTest {
  private static final int HEAVY = 1_000_000;
  private static final int TINY = 300_000;

  @TempDir Path folder;

  /**
   * In the heavy request the positives are rows 0 and 1: candidate ranks them first, production
   * (the row's number) last.
   */
  private static Dataset<Row> scores() {
    String heavy = "id < " + HEAVY;
    return TestSpark.session()
        .range(HEAVY + TINY)
        .selectExpr(
            "'test' AS split",
            "IF(" + heavy + ", 'unknown', concat('q', id)) AS request",
            "cast(id AS STRING) AS item",
            "IF(" + heavy + ", 'unknown', concat('u', id % 1000)) AS user",
            "IF(" + heavy + ", 'unknown', concat('u', id % 1000)) AS cluster",
            "false AS randomised",
            "1.0D AS weight",
            "cast(null AS DOUBLE) AS propensity",
            "cast(id < 2 OR (id >= " + HEAVY + " AND id % 2 = 0) AS DOUBLE) AS label_click",
            "cast(-id AS DOUBLE) AS score_candidate",
            "cast(id AS DOUBLE) AS score_production");
  }

  @Test
  void valuesAreRightAndMemorySuffices() {
    Result result =
        new ScoresFixture(folder)
            .evaluate(
                scores(),
                "evaluate.metrics=[\"nDCG@10\", AUC]",
                "evaluate.pointwise=[ROC-AUC]",
                "evaluate.list-metrics=on");

    Row ndcg = result.metric("candidate", "nDCG@10");
    assertThat(ndcg.<Long>getAs("n_requests")).isEqualTo(TINY + 1);
    assertThat(ndcg.<Long>getAs("n_with_value")).isEqualTo(TINY / 2 + 1);
    assertThat(ndcg.<Double>getAs("value")).isCloseTo(1, within(1e-12));
    assertThat(result.metric("production", "AUC").<Double>getAs("value")).isZero();
    assertThat(result.metric("production", "AUC").<Long>getAs("n_with_value")).isOne();
    assertThat(result.metric("candidate", "ROC-AUC").<Double>getAs("value"))
        .isCloseTo(rocAuc(), within(1e-4));
  }

  /** Of the candidate: positives 0 and 1 beat all, every other one the negatives after it. */
  private static double rocAuc() {
    double negatives = HEAVY - 2 + TINY / 2.0;
    double won = 2 * negatives;
    for (int positive = 0; positive < TINY / 2; positive++) {
      won += TINY / 2.0 - positive;
    }
    return won / (negatives * (2 + TINY / 2.0));
  }
}
