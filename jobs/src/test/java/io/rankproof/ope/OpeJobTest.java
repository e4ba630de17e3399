package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.propensity.PropensityJob;
import io.rankproof.store.JobOutput;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.Table;
import io.rankproof.testing.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow") // minutes; the quickstart runs the same jobs
class OpeJobTest {
  private static final String CONFIG =
      """
      label.engagements { click { value = c } }
      source.columns.user = user
      ope.replicates = 200
      """;
  private static final String EVEN = CONFIG + "ope.targets { even { probability = \"0.5\" } }\n";

  /** cluster, reward, logger's probability; the target shows everything with 0.5. */
  private static final String ROWS =
      "('a', 1.0, 0.25), ('a', 0.0, 0.5), ('b', 0.0, 1.0), ('b', 1.0, 0.5), ('c', 0.0, 0.5)";

  @TempDir Path folder;

  private LedgerEntry entry;

  @Test
  void valuesAndErrorsAreThoseWorkedByHand() {
    List<Row> table = table(EVEN + "ope { min-ess = 1, user-total = 4 }", rows(ROWS));

    // weights 2, 1 | .5, 1 | 1; per cluster A = 2, 1, 0; W = 3, 1.5, 1; N = 2, 2, 1; Y = 1, 1, 0
    Row ips = find(table, "ips");
    assertThat(ips.<Double>getAs("value")).isCloseTo(3 / 5.0, within(1e-10));
    double squares = square(2 - 0.6 * 2) + square(1 - 0.6 * 2) + square(-0.6);
    assertThat(ips.<Double>getAs("se")).isCloseTo(Math.sqrt(squares * 3 / 2) / 5, within(1e-10));
    double t = TDistribution.of(2).inverseCumulativeProbability(0.975);
    assertThat(ips.<Double>getAs("ci_high"))
        .isCloseTo(0.6 + t * Math.sqrt(squares * 3 / 2) / 5, within(1e-9));
    // against the log's own mean: influences (A - Y - 0.2 N) / 5
    assertThat(ips.<String>getAs("against")).isEqualTo("all");
    assertThat(ips.<Double>getAs("delta")).isCloseTo(0.2, within(1e-10));
    double paired = square(1 - 0.4) + square(-0.4) + square(-0.2);
    assertThat(ips.<Double>getAs("delta_high"))
        .isCloseTo(0.2 + t * Math.sqrt(paired * 3 / 2) / 5, within(1e-9));
    Row snips = find(table, "snips");
    double value = 3 / 5.5;
    assertThat(snips.<Double>getAs("value")).isCloseTo(value, within(1e-10));
    double own = square(2 - value * 3) + square(1 - value * 1.5) + square(value);
    assertThat(snips.<Double>getAs("se")).isCloseTo(Math.sqrt(own * 3 / 2) / 5.5, within(1e-10));
    assertThat(snips.<Double>getAs("ess"))
        .isCloseTo(5.5 * 5.5 / (4 + 1 + .25 + 1 + 1), within(1e-10));
    assertThat(snips.<Double>getAs("max_weight")).isEqualTo(2.0);
    assertThat(snips.<Double>getAs("boot_low")).isLessThan(value);
    assertThat(find(table, "on_policy").<Double>getAs("value")).isCloseTo(0.4, within(1e-10));
    Row bernstein = find(table, "bernstein");
    assertThat(bernstein.<String>getAs("unit")).isEqualTo("user");
    assertThat(bernstein.<Double>getAs("ci_low")).isLessThan(1.0);
    assertThat(bernstein.<Double>getAs("ci_high")).isNull();
    assertThat(notComputed())
        .anyMatch(what -> what.startsWith("replay for the target even"))
        .anyMatch(what -> what.startsWith("off-policy values of lists"))
        .noneMatch(what -> what.startsWith("balanced weights"));
  }

  @Test
  void aValueIsRefusedWhereTheSampleIsTooSmall() {
    Row refused = find(table(EVEN, rows(ROWS)), "snips");

    assertThat(refused.<Double>getAs("value")).isNull();
    assertThat(refused.<String>getAs("refused")).contains("ope.min-ess", "times the rows");
    assertThat(refused.<Long>getAs("rounds")).isEqualTo(5);
  }

  @Test
  void aValueIsRefusedWhereTheLoggerDoesNotDoWhatTheTargetDoes() {
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                "SELECT concat('u', id) AS user, concat('u', id) AS request, 'i' AS item,"
                    + " double(id % 2) AS label_click, 0.5D AS action_propensity,"
                    + " IF(id % 10 < 3, 0.5D, 0D) AS target_even FROM range(1000)");

    assertThat(find(table(EVEN, rows), "ips").<String>getAs("refused"))
        .contains("mean weight is 0.300", "ope.min-support");
  }

  @Test
  void aLoggerThatIsNotThereIsSaid() {
    Row none = find(table(EVEN + "ope.targets.even.logger = elsewhere", rows(ROWS)), "ips");

    assertThat(none.<String>getAs("refused"))
        .isEqualTo(
            "no row of policy elsewhere; source.columns.policy, which names a row's, is not set");
    assertThat(none.<String>getAs("logger")).isEqualTo("elsewhere");
  }

  @Test
  void frequenciesOfAPolicyThatIsNotThereAreSaid() {
    String config =
        CONFIG
            + """
            source.columns.policy = policy
            ope { min-ess = 1, targets { t { frequencies-of = elsewhere, logger = x } } }
            """;
    Row none = find(table(config, loggers()), "ips");

    assertThat(none.<String>getAs("refused"))
        .isEqualTo("no row of policy elsewhere; the loggers are x, y, z");
  }

  @Test
  void whereTheLoggerNeverDoesWhatTheTargetDoesNoNumberOfRowsIsPromised() {
    Dataset<Row> rows = rows(ROWS).withColumn("target_even", functions.lit(0.0));

    assertThat(find(table(EVEN, rows), "snips").<String>getAs("refused"))
        .startsWith("the mean weight is 0.000 (at most 0.000), below ope.min-support")
        .doesNotContain("times the rows");
  }

  @Test
  void replayIsRefusedWhereOneRowHasNearlyAllTheWeight() {
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                "SELECT concat('u', id) AS user, concat('u', id) AS request, 'i' AS item,"
                    + " double(id % 3 = 0) AS label_click, 0.5D AS action_propensity,"
                    + " IF(id = 0, 1000D, 1D) AS weight, double(id % 2 = 0) AS target_even"
                    + " FROM range(40)");
    Row replay = find(table(EVEN + "ope.min-ess = 5", rows), "replay");

    // the target does what was shown in 20 rows, of weight 1000 and 19 times 1
    assertThat(replay.<String>getAs("refused")).contains("effective sample size 1.0 is below");
  }

  /** Requests of three rows; the logger never shows 40% of what the target puts on top. */
  private static Dataset<Row> unsupportedOnTop() {
    return TestSpark.session()
        .sql(
            """
            SELECT concat('u', r) AS user, concat('r', r) AS request, concat('i', p) AS item,
              int(p) AS position, double(pmod(xxhash64(r, p), 2)) AS label_click,
              0.5D AS action_propensity, IF(p = 1 AND r % 10 >= 6, 0D, 0.5D) AS target_even
            FROM (SELECT id AS r, explode(array(1, 2, 3)) AS p FROM range(1000))
            """);
  }

  @Test
  void listsAreRefusedWhereThereIsNoSupportAtAPosition() {
    String config = EVEN + "source.columns.position = position, ope.min-support = 0.8\n";
    List<Row> table = table(config, unsupportedOnTop());

    // over all rows the mean weight is (0.6 + 1 + 1) / 3
    assertThat(find(table, "ips").<String>getAs("refused")).isNull();
    for (String estimator : List.of("iips", "sn_iips")) {
      Row list = find(table, estimator);
      assertThat(list.<String>getAs("refused"))
          .contains("the mean weight at position 1 is 0.600 (at most 0.6", "ope.min-support");
      assertThat(list.<Double>getAs("value")).isNull();
    }
    List<Row> cascade =
        new OpeJobTest()
            .in(folder.resolve("cascade"))
            .table(config + "ope.slots = cascade", unsupportedOnTop());
    for (String estimator : List.of("rips", "sn_rips")) {
      assertThat(find(cascade, estimator).<String>getAs("refused"))
          .contains("the mean weight at position 1 is 0.600");
    }
  }

  /** At position 2 five of 1,000 products are 20 and the others 0.3: 76 effective ones. */
  @Test
  void fewLargeProductsAreTooFewAndNotUnsupported() {
    String heavy = "p = 2 AND r % 200 = 0";
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                "SELECT concat('u', r) AS user, concat('r', r) AS request, concat('i', p) AS item,"
                    + " int(p) AS position, 1D AS label_click, IF("
                    + heavy
                    + ", 0.04D, 0.5D) AS action_propensity, CASE WHEN "
                    + heavy
                    + " THEN 0.8D WHEN p = 2 THEN 0.15D ELSE 0.5D END AS target_even"
                    + " FROM (SELECT id AS r, explode(array(1, 2)) AS p FROM range(1000))");
    String config =
        EVEN
            + "source.columns.position = position\n"
            + "ope { slots = cascade, min-ess = 100, min-support = 0.9 }";
    List<Row> table = table(config, rows);
    for (String estimator : List.of("rips", "sn_rips")) {
      assertThat(find(table, estimator).<String>getAs("refused"))
          .startsWith("effective sample size 76.0 at position 2");
    }
  }

  @Test
  void theDepthIsThePositionsThatCount() {
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                "SELECT r AS user, r AS request, concat('i', position) AS item, position, p AS"
                    + " action_propensity, 0.5D AS target_even, 1D AS label_click FROM VALUES"
                    + " ('a', 1, 0.25D), ('a', 2, 0.5D), ('b', 1, 1D), ('b', 2, 0.25D)"
                    + " AS t(r, position, p)");
    String config =
        EVEN + "source.columns.position = position, ope { min-ess = 1, min-support = 0 }";

    // weights 2, 1 and 0.5, 2; every row is clicked
    assertThat(find(table(config + "\nope.depth = 1", rows), "iips").<Double>getAs("value"))
        .isCloseTo(2.5 / 2, within(1e-10));
    List<Row> deep = new OpeJobTest().in(folder.resolve("deep")).table(config, rows);
    assertThat(find(deep, "iips").<Double>getAs("value")).isCloseTo(5.5 / 2, within(1e-10));
  }

  @Test
  void whyListsHaveNoValuesIsSaid() {
    table(EVEN, unsupportedOnTop().withColumn("position", functions.expr("cast(null as int)")));

    assertThat(entry.notComputed())
        .filteredOn(gap -> gap.what().startsWith("off-policy values of lists"))
        .singleElement()
        .satisfies(gap -> assertThat(gap.reason()).contains("source.columns.position"));
  }

  @Test
  void aMissingPredictionIsNotAPredictionOfZero() {
    String config =
        CONFIG
            + "ope { min-ess = 1, targets { even { probability = \"0.5\", prediction = q, expected = v } } }";
    Dataset<Row> rows =
        rows(ROWS)
            .selectExpr(
                "*", "IF(user = 'c', NULL, 0.25D) AS prediction_even", "0.5D AS expected_even");
    List<Row> table = table(config, rows);

    assertThat(table)
        .noneMatch(row -> List.of("dm", "dr", "sndr").contains(row.getAs("estimator")));
    assertThat(entry.notComputed())
        .filteredOn(gap -> gap.what().equals("estimators with a reward model for the target even"))
        .singleElement()
        .satisfies(gap -> assertThat(gap.reason()).startsWith("1 of its rows have no finite"));
  }

  @Test
  void weightsBeyondReasonAreRefused() {
    Row row =
        find(table(EVEN + "ope.min-ess = 1", rows("('a', 1.0, 1e-12), ('b', 1.0, 0.5)")), "ips");
    assertThat(row.<String>getAs("refused")).contains("1 rows have a weight beyond");
  }

  @Test
  void givenPredictionsMakeTheDoublyRobustEstimators() {
    String config =
        CONFIG
            + "ope { min-ess = 1, targets { even { probability = \"0.5\", prediction = q, expected = v } } }";
    Dataset<Row> rows =
        rows(ROWS).selectExpr("*", "0.25D AS prediction_even", "0.5D AS expected_even");
    List<Row> table = table(config, rows);

    // weights 2, 1, .5, 1, 1 and rewards 1, 0, 0, 1, 0
    double residuals = 2 * 0.75 - 0.25 - 0.125 + 0.75 - 0.25;
    assertThat(find(table, "dm").<Double>getAs("value")).isCloseTo(0.5, within(1e-10));
    assertThat(find(table, "dr").<Double>getAs("value"))
        .isCloseTo(0.5 + residuals / 5, within(1e-10));
    assertThat(find(table, "sndr").<Double>getAs("value"))
        .isCloseTo(0.5 + residuals / 5.5, within(1e-10));
    assertThat(find(table, "dros").<Double>getAs("bound")).isNotNull();
    assertThat(find(table, "dros").<Boolean>getAs("consistent")).isFalse();
  }

  @Test
  void severalLoggersGetTheirMixture() {
    String config =
        EVEN
            + """
            source.columns.policy = policy
            ope { min-ess = 1, min-support = 0, loggers { x = "1", y = "1" } }
            """;
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                "SELECT user, user AS request, 'i' AS item, policy, double(r) AS label_click,"
                    + " IF(policy = 'x', 0.2D, 0.8D) AS action_propensity, 0.2D AS logger_x,"
                    + " 0.8D AS logger_y, 0.5D AS target_even FROM VALUES ('a', 'x', 1),"
                    + " ('b', 'y', 0), ('c', 'y', 1), ('d', 'y', 1) AS t(user, policy, r)");
    Row ips = find(table(config, rows), "ips");

    // shares 1/4 and 3/4: every row's propensity is 0.65
    assertThat(ips.<String>getAs("logger")).isEqualTo("balanced");
    assertThat(ips.<Double>getAs("value")).isCloseTo(0.75 * 0.5 / 0.65, within(1e-10));
    assertThat(notComputed()).noneMatch(what -> what.startsWith("balanced"));
  }

  private static final String LOGGERS =
      """
      source.columns.policy = policy
      ope { min-ess = 1, min-support = 0, loggers { x = "1", y = "1", z = "1" } }
      """;

  /** The row of x weighs 2; z has rows that no target says anything of. */
  private static Dataset<Row> loggers() {
    return TestSpark.session()
        .sql(
            "SELECT user, user AS request, 'i' AS item, policy, double(r) AS label_click,"
                + " IF(policy = 'x', 2D, 1D) AS weight, 0.5D AS action_propensity,"
                + " 0.2D AS logger_x, 0.8D AS logger_y, 0.9D AS logger_z,"
                + " IF(policy = 'z', NULL, 0.5D) AS target_even FROM VALUES ('a', 'x', 1),"
                + " ('b', 'y', 0), ('c', 'y', 1), ('d', 'z', 1), ('e', 'z', 1), ('f', 'z', 0)"
                + " AS t(user, policy, r)");
  }

  @Test
  void sharesOfTheMixtureAreWeightsOfTheRowsThatTheTargetUses() {
    Row ips = find(table(EVEN + LOGGERS, loggers()), "ips");

    // shares 2/4 and 2/4: every row's propensity is 0.5, its weight 1
    assertThat(ips.<String>getAs("logger")).isEqualTo("balanced");
    assertThat(ips.<Long>getAs("rounds")).isEqualTo(3);
    assertThat(ips.<Double>getAs("mean_weight")).isCloseTo(1, within(1e-10));
    assertThat(ips.<Double>getAs("value")).isCloseTo(3 / 4.0, within(1e-10));
  }

  private static final String BALANCED =
      EVEN
          + """
          source.columns { policy = policy, position = position }
          ope { min-ess = 1, min-support = 0, loggers { x = "1", y = "1" } }
          """;

  /** Two lists of one row by x, two of three rows by y. */
  private static Dataset<Row> listsOfTheirOwnLength() {
    return TestSpark.session()
        .sql(
            "SELECT concat('u', r) AS user, concat('r', r) AS request, concat('i', p) AS item,"
                + " int(p) AS position, IF(r < 2, 'x', 'y') AS policy, 1D AS label_click,"
                + " IF(r < 2, 0.2D, 0.8D) AS action_propensity, 0.2D AS logger_x,"
                + " 0.8D AS logger_y, 0.5D AS target_even"
                + " FROM (SELECT id AS r, explode(array(1, 2, 3)) AS p FROM range(4))"
                + " WHERE p = 1 OR r >= 2");
  }

  @Test
  void sharesOfTheMixtureAreByPosition() {
    List<Row> table = table(BALANCED, listsOfTheirOwnLength());

    // at position 1 half and half, 0.5 as the target's; below all of it y's, 0.8
    Row ips = find(table, "ips");
    assertThat(ips.<String>getAs("logger")).isEqualTo("balanced");
    assertThat(ips.<Double>getAs("mean_weight")).isCloseTo((4 * 1 + 4 * 0.625) / 8, within(1e-10));
    assertThat(find(table, "iips").<Double>getAs("value"))
        .isCloseTo((4 * 1 + 4 * 0.625) / 4, within(1e-10));
  }

  /** Position 3 is y's alone, and none of its rows weighs anything. */
  @Test
  void aPositionWithoutWeightDoesNotEndTheJob() {
    Dataset<Row> rows =
        listsOfTheirOwnLength().withColumn("weight", functions.expr("IF(position = 3, 0D, 1D)"));
    List<Row> table = table(BALANCED, rows);

    assertThat(find(table, "ips").<Double>getAs("value"))
        .isCloseTo((4 * 1 + 2 * 0.625) / 6, within(1e-10));
    assertThat(find(table, "ips").<Long>getAs("rounds")).isEqualTo(8);
  }

  @Test
  void weightsOfSinglePositionsAreBalancedWhereSlotsAreIndependent() {
    List<Row> table = table(BALANCED + "ope.slots = independent", listsOfTheirOwnLength());

    // as with item-position: 0.5 at position 1 and y's 0.8 below
    for (String estimator : List.of("ips", "iips")) {
      Row row = find(table, estimator);
      assertThat(row.<String>getAs("logger")).isEqualTo("balanced");
      double rows = estimator.equals("ips") ? 8 : 4;
      assertThat(row.<Double>getAs("value")).isCloseTo((4 * 1 + 4 * 0.625) / rows, within(1e-10));
    }
  }

  @Test
  void aLoggerOfTheTrainingSetAloneDoesNotDiluteTheMixtureOfAScore() {
    String config =
        CONFIG
            + LOGGERS
            + "source.columns.position = p\ntrain.models.m.kind = popularity\nope.targets.m.score = m";
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                """
                SELECT concat('u', r) AS user, concat('r', r) AS request, concat('i', i) AS item,
                  i AS position, IF(r < 2, 'x', 'y') AS policy, IF(r < 2, 'test', 'train') AS split,
                  0.5D AS action_propensity, 0.5D AS logger_x, 0.1D AS logger_y,
                  double(i = 1) AS label_click, double(-i) AS score_m
                FROM (SELECT id AS r, explode(array(1, 2)) AS i FROM range(8))
                """);

    // every test row is x's and as the target would have it: its weight is 1 / 0.5
    Row ips = find(table(config, rows.drop("score_m"), new Scored(rows)), "ips");
    assertThat(ips.<String>getAs("logger")).isEqualTo("balanced");
    assertThat(ips.<Long>getAs("rounds")).isEqualTo(4);
    assertThat(ips.<Double>getAs("mean_weight")).isCloseTo(2, within(1e-10));
  }

  /** Leaves the scores of the test set. */
  private record Scored(Dataset<Row> rows) implements Job {
    @Override
    public String name() {
      return "score";
    }

    @Override
    public String summary() {
      return "";
    }

    @Override
    public void run(RunContext context, JobOutput out) {
      out.write(Table.SCORES, rows.where("split = 'test'"));
    }
  }

  @Test
  void loggersWhosePropensitiesAreNotGivenAreNamed() {
    String config =
        EVEN
            + "source.columns.policy = policy\nope { min-ess = 1, min-support = 0, loggers.x = \"1\" }";
    Row ips = find(table(config, loggers()), "ips");

    assertThat(ips.<String>getAs("logger")).isEqualTo("all");
    assertThat(entry.notComputed())
        .filteredOn(gap -> gap.what().equals("balanced weights over loggers for the target even"))
        .singleElement()
        .satisfies(gap -> assertThat(gap.reason()).contains("propensities of y, z:"));
  }

  @Test
  void requestsThatAreNotMatureAreLeftOutAsAWhole() {
    String config =
        """
        label {
          immature = weight
          engagements { click { value = c, time = t, window = 8h } }
        }
        ope { replicates = 0, min-ess = 1, min-support = 0, targets { even { probability = "0.5" } } }
        """;
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                "SELECT user, user AS request, item, 1D AS label_click, 0.5D AS action_propensity,"
                    + " 0.5D AS target_even, mature FROM VALUES ('a', 'i', true), ('a', 'j', true),"
                    + " ('b', 'i', true), ('c', 'i', true), ('c', 'j', false)"
                    + " AS t(user, item, mature)");

    Row ips = find(table(config, rows), "ips");
    assertThat(ips.<Long>getAs("rounds")).isEqualTo(3);
    assertThat(ips.<Long>getAs("clusters")).isEqualTo(2);
  }

  @Test
  void withoutPositionsFrequenciesAreThoseOfTheWholeLog() {
    String config =
        CONFIG
            + """
            source.columns.policy = policy
            ope { min-ess = 1, min-support = 0, targets { t { frequencies-of = b, logger = a } } }
            """;
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                "SELECT concat(policy, n) AS user, concat(policy, n) AS request, item, policy,"
                    + " double(r) AS label_click, IF(policy = 'a', 0.5D, NULL) AS action_propensity"
                    + " FROM VALUES ('a', 1, 'i', 1), ('a', 2, 'j', 0), ('a', 3, 'i', 1),"
                    + " ('a', 4, 'j', 1), ('b', 1, 'i', 0), ('b', 2, 'i', 1), ('b', 3, 'i', 0),"
                    + " ('b', 4, 'j', 0) AS t(policy, n, item, r)");

    // b shows i in 3 of 4 rows: the weights of a are 1.5 for i and 0.5 for j
    Row ips = find(table(config, rows), "ips");
    assertThat(ips.<Double>getAs("value")).isCloseTo((1.5 + 1.5 + 0.5) / 4, within(1e-10));
    assertThat(ips.<Double>getAs("max_weight")).isCloseTo(1.5, within(1e-10));
    assertThat(ips.<String>getAs("note")).contains("stationary approximation");
  }

  private static Dataset<Row> lists() {
    return OpeRun.lists();
  }

  private static final String RANKER =
      CONFIG
          + """
          source { columns.position = position, scores.s = s, categories.i = i }
          """;

  @Test
  void aRankerIsValuedOnTheItemsShown() {
    List<Row> table =
        table(
            RANKER
                + "ope { min-ess = 1, targets { s { score = s } }, reward-model.kind = logistic }",
            lists());

    // the best item (3) first, then 2, then 1: clicked at position 1 alone, one of three rows
    Row snips = find(table, "snips");
    assertThat(snips.<String>getAs("note")).contains("re-ranking");
    assertThat(snips.<Double>getAs("value")).isCloseTo(1 / 3.0, within(0.04));
    assertThat(find(table, "replay").<Double>getAs("value"))
        .isCloseTo(snips.<Double>getAs("value"), within(1e-9));
    Row list = find(table, "sn_iips");
    assertThat(list.<String>getAs("unit")).isEqualTo("request");
    assertThat(list.<Double>getAs("value")).isCloseTo(1, within(1e-9));
    // the model knows item and position: what is left to weights is little
    assertThat(find(table, "dr").<Double>getAs("se"))
        .isLessThan(find(table, "ips").<Double>getAs("se"));
    assertThat(find(table, "dr").<Double>getAs("value")).isCloseTo(1 / 3.0, within(0.02));
  }

  /** Four lists of items 1, 2, 3 shown in this order, without chance; p = 1, 1/2, 1/4. */
  private static Dataset<Row> listsWithoutChance() {
    return TestSpark.session()
        .sql(
            """
            SELECT concat('u', r) AS user, concat('r', r) AS request, concat('i', i) AS item,
              i AS position, double(i) AS score_s, pow(2D, 1 - i) AS examination_propensity,
              double(concat(r, i) IN ('01', '13', '22', '23')) AS label_click
            FROM (SELECT id AS r, explode(array(1, 2, 3)) AS i FROM range(4))
            """);
  }

  private static final String EXAMINED =
      CONFIG
          + """
          source {
            columns { position = position, examination-propensity = e }
            scores.s = s
          }
          ope { min-ess = 1, bounds = [1, 2, 8], targets { s { score = s } } }
          """;

  @Test
  void aRankerIsValuedByExaminationAloneWhereNothingWasShownByChance() {
    List<Row> table = table(EXAMINED, listsWithoutChance(), new PropensityJob());

    // item 3 moves from position 3 to 1, item 1 from 1 to 3: weights 4, 1, 1/4
    Row ips = find(table, "examination_ips");
    double value = (0.25 + 4 + (1 + 4)) / 12;
    assertThat(ips.<Double>getAs("value")).isCloseTo(value, within(1e-10));
    double squares =
        square(0.25 - 3 * value)
            + square(4 - 3 * value)
            + square(5 - 3 * value)
            + square(3 * value);
    assertThat(ips.<Double>getAs("se")).isCloseTo(Math.sqrt(squares * 4 / 3) / 12, within(1e-10));
    assertThat(ips.<Double>getAs("mean_weight")).isCloseTo(5.25 / 3, within(1e-10));
    assertThat(ips.<String>getAs("note"))
        .contains("position-based model", "propensities taken as known");
    Row clipped = find(table, "examination_clipped_ips");
    double bound = clipped.<Double>getAs("bound");
    assertThat(clipped.<Double>getAs("value"))
        .isCloseTo((0.25 + 2 * Math.min(4, bound) + 1) / 12, within(1e-10));
    assertThat(clipped.<Boolean>getAs("consistent")).isFalse();
    assertThat(find(table, "ips").<String>getAs("refused"))
        .contains("no row of logger all has both an action propensity");
  }

  @Test
  void examinationIsOfTheRowsOfAllLoggers() {
    Dataset<Row> rows =
        listsWithoutChance()
            .selectExpr(
                "*",
                "IF(request < 'r2', 'x', 'y') AS policy",
                "0.5D AS logger_x",
                "0.5D AS logger_y");
    String config =
        EXAMINED + "source.columns.policy = policy\nope.loggers { x = \"1\", y = \"1\" }";
    List<Row> table = table(config, rows, new PropensityJob());

    assertThat(find(table, "ips").<String>getAs("logger")).isEqualTo("balanced");
    Row examined = find(table, "examination_ips");
    assertThat(examined.<String>getAs("logger")).isEqualTo("all");
    assertThat(examined.<String>getAs("against")).isEqualTo("all");
  }

  /** The two lists of two items have positions 1 and 2; nothing is known of position 3. */
  @Test
  void aRequestCountsByExaminationAsAWholeOrNotAtAll() {
    Dataset<Row> rows =
        listsWithoutChance()
            .where("request < 'r2' OR position < 3")
            .withColumn(
                "examination_propensity",
                functions.expr("IF(position < 3, examination_propensity, NULL)"));
    Row ips = find(table(EXAMINED, rows, new PropensityJob()), "examination_ips");

    assertThat(ips.<Long>getAs("rounds")).isEqualTo(4);
    // item 2 moves to position 1 and item 1 to position 2: the click on item 2 in r2 counts twice
    assertThat(ips.<Double>getAs("value")).isCloseTo(2 / 4.0, within(1e-10));
  }

  @Test
  void aCascadeLeavesExaminationAsItIs() {
    List<Row> table =
        table(EXAMINED + "ope.slots = cascade", listsWithoutChance(), new PropensityJob());

    Row ips = find(table, "examination_ips");
    assertThat(ips.<Double>getAs("value")).isCloseTo((0.25 + 4 + (1 + 4)) / 12, within(1e-10));
    assertThat(ips.<Double>getAs("mean_weight")).isCloseTo(5.25 / 3, within(1e-10));
    assertThat(ips.<Double>getAs("boot_low")).isLessThan(ips.<Double>getAs("value"));
    assertThat(ips.<Double>getAs("boot_high")).isGreaterThan(ips.<Double>getAs("value"));
  }

  @Test
  void withoutUsablePropensitiesNothingIsValuedByExamination() {
    assertThat(table(EXAMINED, listsWithoutChance()))
        .noneMatch(row -> row.<String>getAs("estimator").startsWith("examination_"));
  }

  @Test
  void aCascadeMultipliesDownTheList() {
    String cascade =
        RANKER
            + "ope { min-ess = 1, slots = cascade, targets { s { score = s } }, reward-model.kind = logistic }";
    // the logger draws without replacement: 1/3, 1/2, 1
    List<Row> table =
        table(
            cascade,
            lists().withColumn("action_propensity", functions.expr("1D / (4 - position)")));

    assertThat(find(table, "sn_rips").<Double>getAs("value")).isCloseTo(1, within(1e-9));
    assertThat(find(table, "rips").<Double>getAs("mean_weight")).isCloseTo(1, within(0.3));
    assertThat(find(table, "cascade_dr").<Double>getAs("se"))
        .isLessThan(find(table, "rips").<Double>getAs("se"));
    assertThat(table).noneMatch(row -> row.getAs("estimator").equals("iips"));
  }

  @Test
  void aSoftmaxOverScoresHasProbabilitiesOfItsOwn() {
    String soft =
        RANKER
            + "ope { min-ess = 1, slots = independent, targets { s { score = s, temperature = 1 } } }";
    List<Row> table = table(soft, lists());

    // every slot: e^1, e^2, e^3 over their sum; items 1 and 3 are clicked above position 3
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    double expected = 2 / 3.0 * (Math.exp(1) + Math.exp(3)) / sum;
    assertThat(find(table, "ips").<Double>getAs("value")).isCloseTo(expected, within(0.06));
    assertThat(table).noneMatch(row -> row.getAs("estimator").equals("replay"));
  }

  @Test
  void listsAndReplayAreRefusedWithWhatTheyWouldTake() {
    List<Row> table =
        table(RANKER + "ope { min-ess = 1000, targets { s { score = s } } }", lists());

    // some 200 of 600 requests have the best item at any one position
    assertThat(find(table, "sn_iips").<String>getAs("refused"))
        .contains("at position", "below ope.min-ess = 1000.0", "times the requests", "ope.depth");
    assertThat(find(table, "replay").<String>getAs("refused"))
        .contains("below ope.min-ess = 1000.0", "times the rows");
    assertThat(table)
        .filteredOn(row -> row.getAs("refused") != null)
        .allMatch(row -> row.isNullAt(row.fieldIndex("value")))
        .allMatch(row -> row.isNullAt(row.fieldIndex("ci_low")));
  }

  @Test
  void listsWithWeightsBeyondReasonAreRefusedForThat() {
    Dataset<Row> rows =
        lists()
            .withColumn(
                "action_propensity",
                functions.expr("IF(pmod(hash(request), 10) = 0, 1e-12D, 1 / 3D)"));
    String config = RANKER + "ope { min-ess = 1, targets { s { score = s } } }";
    assertThat(find(table(config, rows), "sn_iips").<String>getAs("refused"))
        .contains("is beyond 67108864", "a smaller ope.depth")
        .doesNotContain("ope.min-ess");
  }

  @Test
  void theEmpiricalBernsteinBoundIsRefusedWithNegativeRewards() {
    String config = EVEN + "ope { min-ess = 1, user-total = 4 }";
    Row row = find(table(config, rows("('a', -1.0, 0.5), ('b', 1.0, 0.5)")), "bernstein");
    assertThat(row.<String>getAs("refused"))
        .isEqualTo("1 rows have a negative reward: the bound needs none");
  }

  @Test
  void nothingDependsOnThePartitioning() {
    String config = RANKER + "ope { min-ess = 1, targets { s { score = s } } }";
    assertThat(table(config, lists().repartition(7)))
        .isEqualTo(new OpeJobTest().in(folder.resolve("again")).table(config, lists().coalesce(1)));
  }

  private OpeJobTest in(Path other) {
    folder = other;
    return this;
  }

  @Test
  void openBandit() {
    Path data = Path.of(System.getProperty("rankproof.data", ""), "open-bandit-men");
    assumeTrue(
        Files.exists(data.resolve("bts/men.csv")), "skipped: no Open Bandit sample at " + data);
    Dataset<Row> rows = openBandit(data, "bts").union(openBandit(data, "random"));
    List<Row> table =
        table(
            CONFIG
                + """
                source.columns { policy = policy, position = position }
                ope.replicates = 1000
                ope.targets {
                  even { probability = "1 / 34D", logger = bts, against = random }
                  thompson { frequencies-of = bts, logger = random, against = bts }
                }
                """,
            rows);
    table.forEach(OpeJobTest::print);

    Row ips = find(table, "ips");
    Row snips = find(table, "snips");
    assertThat(ips.<Double>getAs("value")).isCloseTo(0.0030086263, within(1e-9));
    assertThat(ips.<Double>getAs("mean_weight")).isCloseTo(0.94331, within(5e-6));
    assertThat(ips.<Double>getAs("max_weight")).isCloseTo(178.253, within(5e-4));
    assertThat(ips.<Double>getAs("ess")).isCloseTo(655.71, within(5e-3));
    assertThat(snips.<Double>getAs("value")).isCloseTo(0.0031894232, within(1e-9));
    // the reference has fewer digits than 1e-9 for what describes the weights: a plain loop has
    // them all
    double[] plain = plainOpenBandit(data);
    assertThat(ips.<Double>getAs("value")).isCloseTo(plain[0], within(1e-9));
    assertThat(snips.<Double>getAs("value")).isCloseTo(plain[1], within(1e-9));
    assertThat(ips.<Double>getAs("mean_weight")).isCloseTo(plain[2], within(1e-9));
    assertThat(ips.<Double>getAs("max_weight")).isCloseTo(plain[3], within(1e-9));
    assertThat(ips.<Double>getAs("ess")).isCloseTo(plain[4], within(1e-9));
    assertThat(find(table, "bts", "on_policy").<Double>getAs("value"))
        .isCloseTo(0.0069, within(1e-12));
    assertThat(ips.<Double>getAs("delta")).isCloseTo(0.0030086263 - 0.0046, within(1e-9));
    Row thompson = find(table, "thompson", "snips");
    assertThat(thompson.<String>getAs("note")).contains("stationary approximation");
    assertThat(thompson.<Double>getAs("delta_low")).isNegative();
    assertThat(thompson.<Double>getAs("delta_high")).isPositive();
  }

  /** The uniform policy from the log of bts: IPS, SNIPS, mean and largest weight, ESS. */
  private static double[] plainOpenBandit(Path data) {
    double rewarded = 0;
    double weights = 0;
    double squares = 0;
    double largest = 0;
    List<Row> rows = openBandit(data, "bts").collectAsList();
    for (Row row : rows) {
      double weight = 1 / 34.0 / row.<Double>getAs("action_propensity");
      rewarded += weight * row.<Double>getAs("label_click");
      weights += weight;
      squares += weight * weight;
      largest = Math.max(largest, weight);
    }
    int n = rows.size();
    return new double[] {
      rewarded / n, rewarded / weights, weights / n, largest, weights * weights / squares
    };
  }

  private static Dataset<Row> openBandit(Path data, String policy) {
    return TestSpark.session()
        .read()
        .option("header", "true")
        .csv(data.resolve(policy + "/men.csv").toString())
        .selectExpr(
            "concat_ws('/', user_feature_0, user_feature_1, user_feature_2, user_feature_3) AS user",
            "concat('" + policy + "', _c0) AS request",
            "item_id AS item",
            "int(position) AS position",
            "'" + policy + "' AS policy",
            "double(propensity_score) AS action_propensity",
            "double(click) AS label_click",
            "1 / 34D AS target_even");
  }

  private static void print(Row row) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | `%s` | %.6f | [%.5f, %.5f] | [%.5f, %.5f] | %+.5f [%+.5f, %+.5f] | %s | %s |%n",
        row.getAs("target"),
        row.getAs("logger"),
        row.getAs("estimator"),
        row.<Double>getAs("value"),
        row.<Double>getAs("ci_low"),
        row.<Double>getAs("ci_high"),
        row.<Double>getAs("boot_low"),
        row.<Double>getAs("boot_high"),
        row.<Double>getAs("delta"),
        row.<Double>getAs("delta_low"),
        row.<Double>getAs("delta_high"),
        row.<Double>getAs("bound"),
        row.<Double>getAs("ess"));
  }

  private List<Row> table(String config, Dataset<Row> rows, Job... before) {
    OpeRun run = OpeRun.of(folder, config, rows, before);
    entry = run.entry();
    return run.table();
  }

  private List<String> notComputed() {
    return entry.notComputed().stream().map(LedgerEntry.NotComputed::what).toList();
  }

  private static Row find(List<Row> table, String estimator) {
    return table.stream()
        .filter(row -> row.getAs("estimator").equals(estimator))
        .filter(row -> !row.getAs("target").equals("thompson"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + estimator + " in " + table));
  }

  private static Row find(List<Row> table, String target, String estimator) {
    return table.stream()
        .filter(row -> row.getAs("estimator").equals(estimator))
        .filter(row -> row.getAs("target").equals(target))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + target + " " + estimator + " in " + table));
  }

  private static Dataset<Row> rows(String values) {
    return TestSpark.session()
        .sql(
            "SELECT user, concat(user, row_number() OVER (ORDER BY user, r, p)) AS request,"
                + " 'i' AS item, double(r) AS label_click, double(p) AS action_propensity,"
                + " 0.5D AS target_even FROM VALUES "
                + values
                + " AS t(user, r, p)");
  }

  private static double square(double x) {
    return x * x;
  }
}
