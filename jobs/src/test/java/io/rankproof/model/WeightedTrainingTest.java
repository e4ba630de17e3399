package io.rankproof.model;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.corr;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.job.RunContext;
import io.rankproof.propensity.Propensities;
import io.rankproof.propensity.PropensityJob;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the log ranks by something that users do not care about, weights find what they do. */
@Tag("slow")
class WeightedTrainingTest {
  private static final int SEEDS = 10;
  private static final long SEED = 20_260_501L;
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
        soft { kind = logistic, weighting = em }
      }
      train.em-iterations = 10
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
                corr("score_weighted", "segment_relevance"),
                corr("score_soft", "segment_relevance"),
                avg(expr("score_weighted - segment_relevance")),
                avg(expr("score_soft - segment_relevance")))
            .head();
    assertThat(found.getDouble(1)).isGreaterThan(0.95).isGreaterThan(found.getDouble(0) + 0.1);
    assertThat(found.getDouble(2)).isGreaterThan(0.95);
    // weights leave a bias in the negative mass, soft labels do not
    assertThat(found.getDouble(3)).isBetween(-0.2, -0.03);
    assertThat(found.getDouble(4)).isBetween(-0.02, 0.02);
  }

  /**
   * True DCG of the re-ranked lists, 10 seeds fixed in advance: were neither better, weights would
   * win by nine or more with a probability of 1.1%.
   */
  @Test
  void weightedTrainingRanksBetterByTrueRelevanceThanNaive() {
    ModelSpec spec =
        ModelSpec.all(ConfigLoader.parse(CONFIG)).stream()
            .filter(model -> model.name().equals("weighted"))
            .findFirst()
            .orElseThrow();
    int better = 0;
    double gain = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Dataset<Row> rows =
          log(SEED + seed, 12_000)
              .withColumnRenamed("label_click", "label")
              .withColumn("weight", lit(1.0))
              .withColumnRenamed("examination_propensity", "propensity")
              // One task: a fit is some hundred Spark jobs, each of which waits for all of its
              // tasks.
              .coalesce(1)
              .persist();
      FeatureStages features = FeatureStages.learn(rows, spec, 10);
      double naive = dcg(rows, rows.withColumn("train_weight", lit(1.0)), features, spec);
      Column weight = Propensities.trainingWeight(col("label"), 100);
      double weighted = dcg(rows, rows.withColumn("train_weight", weight), features, spec);
      rows.unpersist();
      better += weighted > naive ? 1 : 0;
      gain += (weighted / naive - 1) / SEEDS;
    }
    System.out.printf(
        "IPS-weighted training is better in %d of %d seeds, true DCG +%.2f%% on average%n",
        better, SEEDS, 100 * gain);
    assertThat(better).isGreaterThanOrEqualTo(9);
  }

  private static double dcg(
      Dataset<Row> rows, Dataset<Row> train, FeatureStages features, ModelSpec spec) {
    return Classifier.logistic(train, features, spec)
        .score(rows, "score")
        .selectExpr(
            "segment_relevance / log2(1 + row_number() OVER (PARTITION BY request ORDER BY score"
                + " DESC, item)) AS gain")
        .agg(sum("gain"))
        .head()
        .getDouble(0);
  }

  private static Dataset<Row> log() {
    return log(0, 40_000);
  }

  /** Rows of a request are ranked by a feature that does not bear on relevance; p_k = k^-1.5. */
  private static Dataset<Row> log(long seed, long rows) {
    return TestSpark.session()
        .range(rows)
        .selectExpr(
            "id",
            "id div 8 AS r",
            "pmod(xxhash64(id, 1, " + seed + "L), 100000) / 1e5D AS feature_liked",
            "pmod(xxhash64(id, 2, " + seed + "L), 100000) / 1e5D AS feature_ranked_by",
            "pmod(xxhash64(id, 3, " + seed + "L), 100000) / 1e5D AS u")
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
