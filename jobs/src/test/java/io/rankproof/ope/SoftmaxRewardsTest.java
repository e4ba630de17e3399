package io.rankproof.ope;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.job.RunContext;
import io.rankproof.ope.PlainSoftmax.Shown;
import io.rankproof.store.Table;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Estimators with a reward model for targets that order items by a softmax over scores. */
@Tag("slow") // fits reward models
class SoftmaxRewardsTest {
  private static final int DEPTH = 2;
  private static final String CONFIG =
      """
      label.engagements { click { value = c } }
      source {
        columns { user = user, position = position }
        scores.s = s, features.x = x, categories.i = i
      }
      ope {
        replicates = 0, min-ess = 1, min-support = 0, depth = 2
        targets { soft { score = s, temperature = 0.7 } }
      }
      """;

  @TempDir Path folder;

  /** Lists of two to four items, some of them at a gap below the one before. */
  private static Dataset<Row> log() {
    return TestSpark.session()
        .sql(
            """
            SELECT concat('u', r % 24) AS user, concat('r', r) AS request, concat('i', i) AS item,
              int(rank + IF(rank > 2 AND r % 5 = 0, 3, 0)) AS position,
              1D + r % 2 AS weight, pmod(xxhash64(r, i), 7) / 4D AS score_s,
              pmod(xxhash64(i, r, 1), 10) / 10D AS feature_x, concat('i', i) AS category_i,
              0.2D + pmod(xxhash64(i, r, 2), 5) / 10D AS action_propensity,
              double(pmod(xxhash64(r, i, 3), 10) < 5 - rank + i % 3) AS label_click
            FROM (
              SELECT r, i, row_number() OVER (PARTITION BY r ORDER BY xxhash64(i, r)) AS rank
              FROM (SELECT id AS r, explode(sequence(1, int(2 + id % 3))) AS i FROM range(120)))
            """);
  }

  /**
   * By a plain loop over all lists that the target may show: Q_k and V_k are then means over every
   * continuation of what was shown.
   */
  @Test
  void valuesAreThoseOfAPlainLoopOverAllLists() {
    valuesAreThoseOfAPlainLoop(true, 0.7);
    valuesAreThoseOfAPlainLoop(false, 0.7);
  }

  /** Scores up to 1,500 temperatures apart: exp of that is 0, and what is left is ordered still. */
  @Test
  void valuesAreThoseOfAPlainLoopNextToTemperatureZero() {
    valuesAreThoseOfAPlainLoop(true, 0.001);
    valuesAreThoseOfAPlainLoop(false, 0.001);
  }

  private void valuesAreThoseOfAPlainLoop(boolean cascade, double temperature) {
    String config =
        CONFIG
            + "ope { slots = "
            + (cascade ? "cascade" : "independent")
            + ", targets.soft.temperature = "
            + temperature
            + ", reward-model { kind = logistic, folds = 2 } }";
    OpeRun run = OpeRun.of(folder.resolve("cascade" + cascade), config, log());
    PlainSoftmax plain = new PlainSoftmax(requests(run.context(), temperature), cascade, DEPTH);

    for (String estimator : List.of("dm", "dr", "sndr", "cascade_dr", "sn_cascade_dr")) {
      assertThat(run.value(estimator))
          .as("%s, cascade %s", estimator, cascade)
          .isCloseTo(plain.value(estimator), within(1e-9));
    }
    for (String estimator : List.of("switch_dr", "dros")) {
      double bound = run.find(estimator).<Double>getAs("bound");
      assertThat(run.value(estimator)).isCloseTo(plain.bounded(estimator, bound), within(1e-9));
    }
    assertThat(run.entry().notComputed())
        .noneMatch(gap -> gap.what().startsWith("estimators with a reward model"));
  }

  /** The log with the model's prediction of every item at every position, a row for each. */
  private static List<List<Shown>> requests(RunContext context, double temperature) {
    Dataset<Row> rows =
        context
            .read(Table.EXAMPLES)
            .withColumn("_reward", col("label_click"))
            .withColumn("_order", coalesce(col("position").cast("bigint"), xxhash64(col("item"))));
    Dataset<Row> places =
        rows.groupBy(col("request").as("of"))
            .agg(expr("sort_array(collect_list(position)) AS all"));
    Dataset<Row> everywhere =
        rows.join(places, col("request").equalTo(col("of")))
            .selectExpr("*", "posexplode(all) AS (place, at)");
    List<Row> predicted =
        RewardModel.fit(rows, context.config())
            .predict(everywhere, col("at"), "p")
            .select("request", "item", "place", "p")
            .collectAsList();
    Map<String, Double> predictions = new HashMap<>();
    for (Row row : predicted) {
      predictions.put(row.getString(0) + row.getString(1) + "@" + row.getInt(2), row.getDouble(3));
    }
    Map<String, List<Row>> byRequest = new HashMap<>();
    rows.collectAsList()
        .forEach(
            row ->
                byRequest.computeIfAbsent(row.getAs("request"), key -> new ArrayList<>()).add(row));
    return byRequest.values().stream().map(list -> shown(list, predictions, temperature)).toList();
  }

  private static List<Shown> shown(
      List<Row> list, Map<String, Double> predictions, double temperature) {
    List<Row> ordered = new ArrayList<>(list);
    ordered.sort(Comparator.comparingInt(row -> row.<Integer>getAs("position")));
    List<Shown> shown = new ArrayList<>();
    for (Row row : ordered) {
      double[] predicted = new double[ordered.size()];
      for (int place = 0; place < predicted.length; place++) {
        String item = row.<String>getAs("request") + row.<String>getAs("item");
        predicted[place] = predictions.get(item + "@" + place);
      }
      shown.add(
          new Shown(
              row.<Double>getAs("score_s") / temperature,
              row.getAs("action_propensity"),
              row.getAs("weight"),
              row.getAs("label_click"),
              predicted));
    }
    return shown;
  }

  @Test
  void aSoftmaxIsValuedWithARewardModel() {
    for (String slots : List.of("independent", "cascade")) {
      String config =
          CONFIG
              + "ope { slots = "
              + slots
              + ", replicates = 100, targets.soft.temperature = 1, reward-model { kind = logistic, folds = 2 } }";
      String propensity = slots.equals("cascade") ? "1D / (4 - position)" : "1D / 3";
      Dataset<Row> rows =
          OpeRun.lists()
              .withColumn("action_propensity", expr(propensity))
              .withColumn("feature_x", expr("0D"));
      OpeRun run = OpeRun.of(folder.resolve(slots), config, rows);

      // items 1 and 3 are clicked above position 3: at 1 and 2, or all but when below
      double[] odds = {Math.exp(1), Math.exp(2), Math.exp(3)};
      double sum = odds[0] + odds[1] + odds[2];
      double clicks =
          slots.equals("cascade")
              ? 2 - (odds[1] + second(odds, 1)) / sum
              : 2 * (odds[0] + odds[2]) / sum;
      assertThat(run.value("dr")).isCloseTo(clicks / 3, within(0.03));
      assertThat(run.value("sndr")).isCloseTo(clicks / 3, within(0.03));
      assertThat(run.value("cascade_dr")).isCloseTo(clicks, within(0.1));
      assertThat(run.find("dr").<Double>getAs("se"))
          .isLessThan(run.find("ips").<Double>getAs("se"));
      assertThat(run.find("cascade_dr").<Double>getAs("se"))
          .isLessThan(run.find("rips").<Double>getAs("se"));
      assertThat(run.find("dm").<Boolean>getAs("consistent")).isFalse();
      Row sndr = run.find("sndr");
      assertThat(run.value("sndr")).isBetween(sndr.getAs("boot_low"), sndr.getAs("boot_high"));
    }
  }

  /** The sum of the odds times the chance that the item is second. */
  private static double second(double[] odds, int item) {
    double sum = odds[0] + odds[1] + odds[2];
    double chance = 0;
    for (int first = 0; first < odds.length; first++) {
      chance += first == item ? 0 : odds[first] * odds[item] / (sum - odds[first]);
    }
    return chance;
  }

  @Test
  void aRequestThatIsTooLongIsCountedAndSaid() {
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                """
                SELECT concat('u', r) AS user, concat('r', r) AS request, concat('i', i) AS item,
                  i AS position, double(i % 7) AS score_s, 0D AS feature_x, 'c' AS category_i,
                  IF(r < 2, 'x', 'y') AS policy, 0.3D AS action_propensity,
                  double(pmod(xxhash64(r, i), 2)) AS label_click
                FROM (SELECT id AS r, explode(sequence(1, IF(id = 0, 1001, 3))) AS i
                  FROM range(8))
                """);
    String config =
        CONFIG
            + """
            source.columns.policy = policy
            ope {
              slots = independent, reward-model.kind = logistic
              targets { hard { score = s }, others { score = s, temperature = 1, logger = y } }
            }
            """;
    OpeRun run = OpeRun.of(folder, config, rows);

    assertThat(run.entry().notComputed())
        .filteredOn(gap -> gap.what().equals("estimators with a reward model for the target soft"))
        .singleElement()
        .satisfies(
            gap ->
                assertThat(gap.reason())
                    .startsWith("1 of its requests have more than 1000 rows (the longest 1001)"));
    // the long one is not of y, and best first takes one prediction per row
    assertThat(run.table())
        .filteredOn(row -> row.getAs("estimator").equals("dr"))
        .extracting(row -> row.<String>getAs("target"))
        .containsExactly("hard", "others");
    assertThat(run.find("others", "dr").<Double>getAs("value")).isNotNull();
    assertThat(run.find("soft", "ips").<Double>getAs("value")).isNotNull();
  }
}
