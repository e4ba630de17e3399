package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.testing.TestSpark;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow") // fits twice three models of trees
class RewardModelTest {
  private static final RankproofConfig CONFIG =
      ConfigLoader.parse(
          """
          label.engagements.click.value = c
          ope.reward-model { kind = gbt, folds = 3 }
          """);

  /** 40 users of 10 rows, clicked where a product of the feature and the position is large. */
  private static Dataset<Row> rows() {
    return TestSpark.session()
        .sql(
            """
            SELECT concat('u', id div 10) AS cluster, concat('r', id) AS request, 'i' AS item,
              id AS _order, int(1 + id % 2) AS position, 1D AS weight,
              pmod(xxhash64(id), 100) / 100D AS feature_x,
              double(pmod(xxhash64(id), 100) > 40 AND id % 2 = 0 OR pmod(xxhash64(id), 7) = 0)
                AS _reward
            FROM range(400)
            """);
  }

  private static Map<String, Double> predictions(Dataset<Row> rows) {
    return RewardModel.fit(rows, CONFIG)
        .predict(rows, col("position"), "p")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getAs("request"), row -> row.getAs("p")));
  }

  @Test
  void noRewardOfAUserTakesPartInTheUsersPredictions() {
    Map<String, Double> before = predictions(rows());
    Map<String, Double> after =
        predictions(rows().withColumn("_reward", expr("IF(cluster = 'u7', 1 - _reward, _reward)")));

    Map<Boolean, Long> changed =
        before.keySet().stream()
            .filter(request -> !before.get(request).equals(after.get(request)))
            .collect(
                Collectors.partitioningBy(
                    request -> request.matches("r7[0-9]"), Collectors.counting()));
    assertThat(changed.get(true)).isZero();
    // the other two folds are predicted by models that were fitted to u7
    assertThat(changed.get(false)).isPositive();
    // and the trees see that it takes the feature and the position together
    double[] means =
        rows().collectAsList().stream()
            .collect(
                Collectors.teeing(
                    Collectors.filtering(
                        (Row row) -> row.<Double>getAs("_reward") == 1,
                        Collectors.averagingDouble(
                            row -> before.get(row.<String>getAs("request")))),
                    Collectors.filtering(
                        (Row row) -> row.<Double>getAs("_reward") == 0,
                        Collectors.averagingDouble(
                            row -> before.get(row.<String>getAs("request")))),
                    (clicked, not) -> new double[] {clicked, not}));
    assertThat(means[0]).isGreaterThan(means[1] + 0.2);
  }
}
