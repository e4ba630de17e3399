package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rankproof.config.ConfigLoader;
import io.rankproof.error.InputException;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class OpeTableTest {
  private static final String CONFIG =
      """
      label.engagements { click { value = c } }
      ope.targets { even { probability = "0.5" } }
      """;

  /** cluster, reward, logger's probability; the target shows everything with 0.5. */
  private static final String ROWS =
      "('a', 1.0, 0.25), ('a', 0.0, 0.5), ('b', 0.0, 1.0), ('b', 1.0, 0.5), ('c', 0.0, 0.5)";

  @Test
  void valuesAndErrorsAreThoseWorkedByHand() {
    List<Row> table = table("ope.min-ess = 1", rows(ROWS));

    // weights 2, 1 | .5, 1 | 1; per cluster A = 2, 1, 0; W = 3, 1.5, 1; N = 2, 2, 1
    Row ips = find(table, "ips");
    assertThat(ips.<Double>getAs("value")).isCloseTo(3 / 5.0, within(1e-10));
    double squares = square(2 - 0.6 * 2) + square(1 - 0.6 * 2) + square(-0.6);
    assertThat(ips.<Double>getAs("se")).isCloseTo(Math.sqrt(squares * 3 / 2) / 5, within(1e-10));
    double t = TDistribution.of(2).inverseCumulativeProbability(0.975);
    assertThat(ips.<Double>getAs("ci_high"))
        .isCloseTo(0.6 + t * Math.sqrt(squares * 3 / 2) / 5, within(1e-9));
    Row snips = find(table, "snips");
    double value = 3 / 5.5;
    assertThat(snips.<Double>getAs("value")).isCloseTo(value, within(1e-10));
    double own = square(2 - value * 3) + square(1 - value * 1.5) + square(value);
    assertThat(snips.<Double>getAs("se")).isCloseTo(Math.sqrt(own * 3 / 2) / 5.5, within(1e-10));
    assertThat(snips.<Double>getAs("ess"))
        .isCloseTo(5.5 * 5.5 / (4 + 1 + .25 + 1 + 1), within(1e-10));
    assertThat(snips.<Double>getAs("max_weight")).isEqualTo(2.0);
    assertThat(find(table, "on_policy").<Double>getAs("value")).isCloseTo(0.4, within(1e-10));
  }

  @Test
  void aValueIsRefusedWhereTheSampleIsTooSmall() {
    Row refused = find(table("", rows(ROWS)), "snips");

    assertThat(refused.<Double>getAs("value")).isNull();
    assertThat(refused.<String>getAs("refused")).contains("ope.min-ess");
    assertThat(refused.<Long>getAs("rounds")).isEqualTo(5);
  }

  @Test
  void aLoggerThatIsNotThereIsSaid() {
    Row none = find(table("ope.targets.even.logger = elsewhere", rows(ROWS)), "ips");

    assertThat(none.<String>getAs("refused")).contains("elsewhere");
    assertThat(none.<String>getAs("logger")).isEqualTo("elsewhere");
  }

  @Test
  void propensitiesOfZeroAreRefused() {
    assertThatThrownBy(() -> table("", rows("('a', 1.0, 0.0)")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ope.targets.even");
  }

  @Test
  void theUniformPolicyOnTheOpenBanditSampleHasItsReferenceValue() {
    Path log = Path.of(System.getProperty("rankproof.data", ""), "open-bandit-men/bts/men.csv");
    assumeTrue(Files.exists(log), "skipped: no Open Bandit sample at " + log);
    Dataset<Row> rows =
        TestSpark.session()
            .read()
            .option("header", "true")
            .csv(log.toString())
            .selectExpr(
                "_c0 AS request",
                "item_id AS item",
                "'bts' AS policy",
                "double(propensity_score) AS action_propensity",
                "double(click) AS label_click",
                "1 / 34D AS target_even");
    List<Row> table = table("", rows);

    Row ips = find(table, "ips");
    assertThat(ips.<Double>getAs("value")).isCloseTo(0.0030086263, within(1e-9));
    assertThat(ips.<Double>getAs("mean_weight")).isCloseTo(0.94331, within(5e-6));
    assertThat(ips.<Double>getAs("max_weight")).isCloseTo(178.253, within(5e-4));
    assertThat(ips.<Double>getAs("ess")).isCloseTo(655.71, within(5e-3));
    assertThat(find(table, "snips").<Double>getAs("value")).isCloseTo(0.0031894232, within(1e-9));
    assertThat(find(table, "on_policy").<Double>getAs("value")).isCloseTo(0.0069, within(1e-12));
    assertThat(table("", rows.repartition(7))).isEqualTo(table);
  }

  private static List<Row> table(String config, Dataset<Row> rows) {
    return OpeTable.of(ExampleTable.complete(rows), ConfigLoader.parse(CONFIG + config))
        .collectAsList();
  }

  private static Row find(List<Row> table, String estimator) {
    return table.stream()
        .filter(row -> row.getAs("estimator").equals(estimator))
        .findFirst()
        .orElseThrow();
  }

  private static Dataset<Row> rows(String values) {
    return TestSpark.session()
        .sql(
            "SELECT user, user AS request, 'i' AS item, double(r) AS label_click,"
                + " double(p) AS action_propensity, 0.5D AS target_even FROM VALUES "
                + values
                + " AS t(user, r, p)");
  }

  private static double square(double x) {
    return x * x;
  }
}
