package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.testing.TestSpark;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.junit.jupiter.api.BeforeAll;
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

  private static RewardModel model;
  private static RewardModel other;

  /** Fits take a minute each. */
  @BeforeAll
  static void fit() {
    model = RewardModel.fit(rows(), CONFIG);
    other = RewardModel.fit(others(), CONFIG);
  }

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

  private static Map<String, Double> predictions(RewardModel model, Column at) {
    return model.predict(rows(), at, "p").collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getAs("request"), row -> row.getAs("p")));
  }

  /** The reward of u7 is another. */
  private static Dataset<Row> others() {
    return rows().withColumn("_reward", expr("IF(cluster = 'u7', 1 - _reward, _reward)"));
  }

  /** That of u7 has another reward than before. */
  private static <T> void requireOwnFoldIsLeftOut(Map<String, T> before, Map<String, T> after) {
    Map<Boolean, Long> changed =
        before.keySet().stream()
            .filter(request -> !before.get(request).equals(after.get(request)))
            .collect(
                Collectors.partitioningBy(
                    request -> request.matches("r7[0-9]"), Collectors.counting()));
    assertThat(changed.get(true)).isZero();
    // the other two folds are predicted by models that were fitted to u7
    assertThat(changed.get(false)).isPositive();
  }

  /** Of lists of one user's rows in pairs, with odds of 1, all of them used. */
  private static Map<String, List<Double>> expected(RewardModel model, Dataset<Row> rows) {
    return expected(model, rows, lit(true));
  }

  private static Map<String, List<Double>> expected(
      RewardModel model, Dataset<Row> rows, Column used) {
    WindowSpec list =
        Window.partitionBy("cluster", "list")
            .orderBy("_order")
            .rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
    return model
        .expectedByPlace(
            rows.withColumn("list", expr("_order div 2")), lit(0.0), used, true, list, "v")
        .collectAsList()
        .stream()
        .collect(
            Collectors.toMap(row -> row.getAs("request"), row -> row.getList(row.fieldIndex("v"))));
  }

  @Test
  void noRewardOfAUserTakesPartInWhatIsExpectedByPlace() {
    Map<String, List<Double>> before = expected(model, rows());

    requireOwnFoldIsLeftOut(before, expected(other, others()));
    // both rows of a pair have what is expected of the pair: of each row's features at its places
    Map<String, Double> own = predictions(model, col("position"));
    Map<String, Double> moved = predictions(model, expr("3 - position"));
    for (int first = 0; first < 400; first += 2) {
      String top = "r" + first;
      String below = "r" + (first + 1);
      double[] pair = {
        (own.get(top) + moved.get(below)) / 2, (moved.get(top) + own.get(below)) / 2
      };
      for (String request : List.of(top, below)) {
        assertThat(before.get(request)).hasSize(2);
        assertThat(before.get(request).get(0)).isCloseTo(pair[0], within(1e-12));
        assertThat(before.get(request).get(1)).isCloseTo(pair[1], within(1e-12));
      }
    }
  }

  @Test
  void whatIsExpectedIsOfListsOfWhichARowIsUsed() {
    Map<String, List<Double>> all = expected(model, rows());

    expected(model, rows(), expr("_order % 7 = 3"))
        .forEach(
            (request, values) -> {
              int first = Integer.parseInt(request.substring(1)) / 2 * 2;
              boolean used = first % 7 == 3 || (first + 1) % 7 == 3;
              assertThat(values).isEqualTo(used ? all.get(request) : List.of());
            });
  }

  @Test
  void noRewardOfAUserTakesPartInTheUsersPredictions() {
    Map<String, Double> before = predictions(model, col("position"));

    requireOwnFoldIsLeftOut(before, predictions(other, col("position")));
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
