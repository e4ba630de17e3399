package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of lists, and what stands in the place of those that there are not. */
@Tag("slow") // minutes; the quickstart runs the same jobs
class OpeListsTest {
  private static final String CONFIG =
      """
      label.engagements { click { value = c } }
      source.columns { user = user, position = position }
      ope { min-ess = 1, min-support = 0, replicates = 400, targets { t { probability = "0.5" } } }
      """;

  @TempDir Path folder;

  /**
   * Lists of two rows of 400 requests by 100 users; a target twice as likely as the logger, or not.
   */
  private static Dataset<Row> lists(String reward, String target) {
    return TestSpark.session()
        .sql(
            """
            SELECT concat('u', r %% 100) AS user, concat('r', r) AS request, concat('i', p) AS item,
              int(p) AS position, double(%s) AS label_click, 0.25D AS action_propensity,
              double(%s) AS target_t
            FROM (SELECT id AS r, explode(array(1, 2)) AS p FROM range(400))
            """
                .formatted(reward, target));
  }

  private static final String CLICKED = "pmod(xxhash64(r, p, r % 100), 3) = 0";
  private static final String LIKELY = "IF(pmod(xxhash64(p, r), 2) = 0, 0.4D, 0.1D)";

  @Test
  void listsHaveBootstrapIntervals() {
    OpeRun run = OpeRun.of(folder, CONFIG + "ope.slots = independent", lists(CLICKED, LIKELY));

    for (String estimator : List.of("iips", "sn_iips", "rips", "sn_rips")) {
      Row row = run.find(estimator);
      double width = row.<Double>getAs("ci_high") - row.<Double>getAs("ci_low");
      assertThat(row.<Double>getAs("boot_low"))
          .as(estimator)
          .isCloseTo(row.<Double>getAs("ci_low"), within(0.15 * width));
      assertThat(row.<Double>getAs("boot_high"))
          .as(estimator)
          .isCloseTo(row.<Double>getAs("ci_high"), within(0.15 * width));
    }
  }

  @Test
  void bootstrapIntervalsOfListsDoNotDependOnThePartitioning() {
    String config = CONFIG + "ope.slots = independent";
    Dataset<Row> rows = lists(CLICKED, LIKELY);
    OpeRun one = OpeRun.of(folder.resolve("one"), config, rows.coalesce(1));
    OpeRun many = OpeRun.of(folder.resolve("many"), config, rows.repartition(7));

    assertThat(one.table()).isEqualTo(many.table());
  }

  @Test
  void withoutReplicatesListsHaveTheDeltaMethodAlone() {
    Row row = OpeRun.of(folder, CONFIG + "ope.replicates = 0", lists(CLICKED, LIKELY)).find("iips");

    assertThat(row.<Double>getAs("ci_low")).isNotNull();
    assertThat(row.<Double>getAs("boot_low")).isNull();
  }

  /** Ratios of 4 and, down the list, 2^26 times it: no product is taken where none is asked for. */
  @Test
  void productsBeyondReasonAreNoMatterOfSinglePositions() {
    Dataset<Row> rows =
        lists(CLICKED, "1").selectExpr("*", "1e-5D AS small").drop("action_propensity");
    rows = rows.withColumnRenamed("small", "action_propensity");

    assertThat(OpeRun.of(folder.resolve("single"), CONFIG, rows).refusal("iips")).isNull();
    OpeRun both = OpeRun.of(folder.resolve("both"), CONFIG + "ope.slots = independent", rows);
    assertThat(both.refusal("iips")).isNull();
    assertThat(both.refusal("rips")).contains("a weight down the list is beyond 67108864");
  }

  @Test
  void aRewardTooLargeToAddIsRefusedAndDoesNotEndTheJob() {
    OpeRun run =
        OpeRun.of(folder, CONFIG, lists("IF(r = 0, 1e12D, double(" + CLICKED + "))", LIKELY));

    assertThat(run.refusal("ips")).contains("have a weight beyond");
    assertThat(run.refusal("iips")).contains("or a user's sum too large");
  }

  @Test
  void theBoundOfATargetWithoutRowsSaysWhyThereAreNone() {
    String config = CONFIG + "ope { user-total = 4, targets.t.logger = elsewhere }";
    OpeRun run = OpeRun.of(folder.resolve("policy"), config, lists(CLICKED, LIKELY));
    assertThat(run.refusal("bernstein"))
        .isEqualTo(run.refusal("ips"))
        .startsWith("no row of policy elsewhere");

    OpeRun none =
        OpeRun.of(folder.resolve("rows"), CONFIG + "ope.user-total = 4", lists(CLICKED, "null"));
    assertThat(none.refusal("bernstein")).startsWith("no row of logger all has both");
  }
}
