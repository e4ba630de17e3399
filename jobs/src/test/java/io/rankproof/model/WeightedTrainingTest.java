package io.rankproof.model;

import static org.apache.spark.sql.functions.corr;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.job.RunContext;
import io.rankproof.propensity.PropensityJob;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the log ranks by something that users do not care about, weights find what they do. */
@Tag("slow")
class WeightedTrainingTest {
  private static final String CONFIG =
      """
      source {
        columns { position = p, examination-propensity = e }
        features { liked = l, ranked_by = b }
      }
      label.engagements { click { value = c } }
      train.models {
        naive { kind = logistic, weighting = none }
        weighted { kind = logistic, weighting = ips }
      }
      propensity.clip = 100
      """;

  @TempDir Path folder;

  @Test
  void inversePropensityWeightsRecoverRelevanceUnderStrongPositionBias() {
    RunContext context = ExampleTable.run(folder, CONFIG, log());
    ExampleTable.run(context, new PropensityJob(), new TrainJob(), new ScoreJob());

    Row found =
        context
            .read(Table.SCORES)
            .agg(
                corr("score_naive", "segment_relevance"),
                corr("score_weighted", "segment_relevance"))
            .head();
    assertThat(found.getDouble(1)).isGreaterThan(0.95).isGreaterThan(found.getDouble(0) + 0.1);
  }

  /** Rows of a request are ranked by a feature that does not bear on relevance; p_k = k^-1.5. */
  private static Dataset<Row> log() {
    return TestSpark.session()
        .range(40_000)
        .selectExpr(
            "id",
            "id div 8 AS r",
            "pmod(xxhash64(id, 1), 100000) / 1e5D AS feature_liked",
            "pmod(xxhash64(id, 2), 100000) / 1e5D AS feature_ranked_by",
            "pmod(xxhash64(id, 3), 100000) / 1e5D AS u")
        .selectExpr(
            "*",
            "row_number() OVER (PARTITION BY r ORDER BY feature_ranked_by DESC, id) AS position",
            "0.05D + 0.4D * feature_liked AS segment_relevance")
        .selectExpr(
            "concat('r', r) AS request",
            "concat('i', id) AS item",
            "concat('u', r % 500) AS user",
            "position",
            "CASE WHEN r < 4000 THEN 'train' WHEN r < 4500 THEN 'validation' ELSE 'test' END"
                + " AS split",
            "power(position, -1.5D) AS examination_propensity",
            "feature_liked",
            "feature_ranked_by",
            "segment_relevance",
            "double(u < segment_relevance * power(position, -1.5D)) AS label_click");
  }
}
