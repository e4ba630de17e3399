package io.rankproof.functions;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.ChangedSettings;
import io.rankproof.testing.TestSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One group of very many rows beside very many small ones. Those tagged heavy have the full size,
 * for a heap of 4 GB.
 */
class HeavyGroupTest {
  private static final int SMALL = 10;

  /** A permutation of the rows: those of a group lie apart. */
  private static final String APART = "(id * 7919) %% %d";

  private final SparkSession spark = TestSpark.session();
  @RegisterExtension final ChangedSettings changed = new ChangedSettings();

  /** What is held exceeds 256 MB at the full size: it goes to Spark's sort. */
  @Tag("heavy")
  @ParameterizedTest
  @CsvSource({"together,256m", "apart,256m", "apart,16m"})
  void fiveMillionRowsInOneGroup(String layout, String memory) {
    assertThat(sorts(manyMetrics(5_000_000, 200_000, layout, memory))).isTrue();
  }

  @Tag("heavy")
  @ParameterizedTest
  @CsvSource({"together,256m,false", "apart,256m,false", "apart,16m,true"})
  void fiveMillionRowsOfOneScore(String layout, String memory, boolean sorts) {
    assertThat(sorts(oneMetric(5_000_000, 200_000, layout, memory))).isEqualTo(sorts);
  }

  @ParameterizedTest
  @CsvSource({"together,256m,false", "apart,256m,false", "apart,1m,true"})
  void aHeavyGroupIsRightHoweverItIsMerged(String layout, String memory, boolean sorts) {
    assertThat(sorts(manyMetrics(100_000, 4_000, layout, memory))).isEqualTo(sorts);
    assertThat(sorts(oneMetric(100_000, 4_000, layout, memory))).isEqualTo(sorts);
  }

  /**
   * In the heavy group, -1, the first two rows are relevant; in each of the others the first of
   * {@value #SMALL}.
   */
  private Dataset<Row> rows(long heavy, long groups, String layout) {
    long rows = heavy + SMALL * groups;
    String number = layout.equals("apart") ? String.format(APART, rows) : "id";
    return spark
        .range(0, rows, 1, 4)
        .selectExpr(number + " AS n")
        .selectExpr(
            "IF(n < " + heavy + ", -1, (n - " + heavy + ") div " + SMALL + ") AS q",
            "n",
            "IF(n < " + heavy + ", n < 2, (n - " + heavy + ") % " + SMALL + " = 0) AS y");
  }

  /**
   * The score {@code up} falls with the row's number, {@code down} rises, {@code flat} is the same
   * for all; so is that of {@code last}, whose key decides.
   */
  private SparkPlan manyMetrics(long heavy, long groups, String layout, String memory) {
    changed.set("spark.rankproof.aggregateMemory", memory);
    rows(heavy, groups, layout)
        .groupBy("q")
        .agg(
            expr(
                "ranking_metrics(struct(-n AS up, n AS down, 0 AS flat), y, 'nDCG@10,AUC')"
                    + " AS m"),
            expr("reciprocal_rank(0, y, 'ties=trec', lpad(string(n), 9, '0')) AS last"))
        .selectExpr(
            "q",
            "m.up.n_rows AS n",
            "m.up.`nDCG@10` AS up",
            "m.down.AUC AS down",
            "m.flat.AUC AS flat",
            "last")
        .createOrReplaceTempView("heavy_groups");
    Dataset<Row> extremes =
        spark.sql(
            "SELECT q < 0, count(*), min(n), max(n), min(up), max(up), min(down), max(down),"
                + " min(flat), max(flat), min(last), max(last)"
                + " FROM heavy_groups GROUP BY q < 0 ORDER BY 1");
    List<Row> values = extremes.collectAsList();
    agree(values.get(0), groups, SMALL, 1.0 / SMALL);
    agree(values.get(1), 1, heavy, 1.0 / (heavy - 1));
    return extremes.queryExecution().executedPlan();
  }

  private SparkPlan oneMetric(long heavy, long groups, String layout, String memory) {
    changed.set("spark.rankproof.aggregateMemory", memory);
    rows(heavy, groups, layout)
        .groupBy("q")
        .agg(expr("precision_at_k(-n, y, 5) AS v"))
        .createOrReplaceTempView("heavy_groups");
    Dataset<Row> extremes =
        spark.sql(
            "SELECT q < 0, count(*), min(v), max(v) FROM heavy_groups GROUP BY q < 0 ORDER BY 1");
    assertThat(extremes.collectAsList())
        .containsExactly(
            RowFactory.create(false, groups, 0.2, 0.2), RowFactory.create(true, 1L, 0.4, 0.4));
    return extremes.queryExecution().executedPlan();
  }

  /** Whether a task of the plan's ranked aggregation went on with Spark's sort. */
  private static boolean sorts(SparkPlan plan) {
    List<RankedAggregateExec> ours = new ArrayList<>();
    collect(plan, ours);
    assertThat(ours).hasSize(2);
    return ours.stream().anyMatch(exec -> exec.metrics().apply("numTasksFallBacked").value() > 0);
  }

  private static void collect(SparkPlan plan, List<RankedAggregateExec> found) {
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      collect(adaptive.executedPlan(), found);
    } else if (plan instanceof QueryStageExec stage) {
      collect(stage.plan(), found);
    } else {
      if (plan instanceof RankedAggregateExec ours) {
        found.add(ours);
      }
      CollectionConverters.asJava(plan.children()).forEach(child -> collect(child, found));
    }
  }

  private static void agree(Row values, long groups, long rows, double last) {
    assertThat(values.getLong(1)).isEqualTo(groups);
    for (int end = 0; end < 2; end++) {
      assertThat(values.getLong(2 + end)).isEqualTo(rows);
      assertThat(values.getDouble(4 + end)).isCloseTo(1, within(1e-12));
      assertThat(values.getDouble(6 + end)).isZero();
      assertThat(values.getDouble(8 + end)).isEqualTo(0.5);
      assertThat(values.getDouble(10 + end)).isCloseTo(last, within(1e-15));
    }
  }
}
