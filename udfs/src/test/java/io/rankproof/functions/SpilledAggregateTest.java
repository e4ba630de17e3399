package io.rankproof.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.ChangedSettings;
import io.rankproof.testing.TestSpark;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scala.jdk.javaapi.CollectionConverters;

/**
 * States that went to disk and came back give the bits of those that stayed in memory.
 *
 * <p>Spark's setting that forces spills works for rows that are sorted, not for the sorters of its
 * aggregations, so these are squeezed out: while a task puts out groups, another consumer asks for
 * all memory, and what the sorters still hold is spilled.
 */
class SpilledAggregateTest {
  /** After how many records a sorter spills: a setting of the application, read by each task. */
  private static final String RECORDS = "spark.shuffle.spill.numElementsForceSpillThreshold";

  private static final String LISTS =
      "ndcg_at_k(s, y, 10, 'ties=trec', item), reciprocal_rank(s, y, 'ties=hash', item),"
          + " ranking_metrics(struct(s, r), y, 'nDCG,AP@5,ERR@3,AUC', 'ties=trec', item)";
  private static final String POINTS =
      "roc_auc(s, y > 1), pr_auc(s, y > 1, w), psi(s, y > 1), log_loss(r, y > 1, w),"
          + " ece(r, y > 1), ece(r, y > 1, w, 'binning=mass')";

  private static SparkSession spark;
  @RegisterExtension final ChangedSettings changed = new ChangedSettings();

  @BeforeAll
  static void rows() {
    spark = TestSpark.session();
    spark
        .range(0, 3000, 1, 2)
        .selectExpr(
            "xxhash64(id) % 100 AS q",
            "CAST(id AS STRING) AS item",
            "IF(id % 17 = 0, NULL, pmod(xxhash64(id, 1), 50) / 8D) AS s",
            "pmod(xxhash64(id, 2), 1000) / 1000D AS r",
            "pmod(xxhash64(id, 3), 5) AS y",
            "1 / (1 + pmod(id, 7)) AS w")
        .createOrReplaceTempView("spilled_rows");
    spark
        .udf()
        .register("squeeze", (UDF1<Long, Long>) SpilledAggregateTest::squeeze, DataTypes.LongType);
  }

  /** Takes all memory that the task can have, and gives it back. */
  private static Long squeeze(Long value) {
    MemoryConsumer greedy =
        new MemoryConsumer(TaskContext.get().taskMemoryManager(), MemoryMode.ON_HEAP) {
          @Override
          public long spill(long size, MemoryConsumer trigger) {
            return 0;
          }
        };
    greedy.freeMemory(greedy.acquireMemory(Long.MAX_VALUE / 2));
    return value;
  }

  /** The functions of a query, the operator that spills, and what makes Spark choose it. */
  static Stream<Arguments> ways() {
    String threshold = "spark.sql.objectHashAggregate.sortBased.fallbackThreshold";
    return Stream.of(
        Arguments.of(LISTS, "RankedAggregate", Map.of("spark.rankproof.aggregateMemory", "0")),
        Arguments.of(
            LISTS,
            "ObjectHashAggregate",
            Map.of(threshold, "2", "spark.sql.adaptive.enabled", "false")),
        Arguments.of(LISTS + ", " + POINTS, "ObjectHashAggregate", Map.of(threshold, "2")),
        Arguments.of(POINTS, "ObjectHashAggregate", Map.of(threshold, "2")),
        Arguments.of(
            LISTS + ", " + POINTS,
            "Sort",
            Map.of("spark.sql.execution.useObjectHashAggregateExec", "false")));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void givesTheSameBits(String functions, String operator, Map<String, String> settings) {
    Dataset<Row> inMemory = query("q", functions);
    List<Row> expected = sorted(inMemory);
    assertThat(expected).hasSizeGreaterThan(150);
    assertThat(spilledBytes(inMemory, "")).isZero();

    settings.forEach(changed::set);
    applicationSettings().set(RECORDS, "7");
    Dataset<Row> onDisk = query("squeeze(q)", functions);

    assertThat(sorted(onDisk)).isEqualTo(expected);
    assertThat(spilledBytes(onDisk, operator)).isPositive();
  }

  private static SparkConf applicationSettings() {
    return SparkEnv.get().conf();
  }

  @AfterEach
  void restore() {
    applicationSettings().remove(RECORDS);
  }

  private static Dataset<Row> query(String key, String functions) {
    return spark.sql("SELECT " + key + ", " + functions + " FROM spilled_rows GROUP BY q");
  }

  private static List<Row> sorted(Dataset<Row> result) {
    return result.collectAsList().stream()
        .sorted(Comparator.comparing(row -> row.getLong(0)))
        .toList();
  }

  /** What operators of this name spilled. */
  private static long spilledBytes(Dataset<Row> result, String operator) {
    return spilledBytes(result.queryExecution().executedPlan(), operator);
  }

  private static long spilledBytes(SparkPlan plan, String operator) {
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      return spilledBytes(adaptive.executedPlan(), operator);
    }
    if (plan instanceof QueryStageExec stage) {
      return spilledBytes(stage.plan(), operator);
    }
    long own =
        plan.nodeName().startsWith(operator) && plan.metrics().contains("spillSize")
            ? plan.metrics().apply("spillSize").value()
            : 0;
    return own
        + CollectionConverters.asJava(plan.children()).stream()
            .mapToLong(child -> spilledBytes(child, operator))
            .sum();
  }
}
