package io.rankproof.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.ChangedSettings;
import io.rankproof.testing.TestSpark;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same bits whatever Spark makes of the query: sorting, interpreting, repartitioning. Spilling
 * has a test of its own, {@link SpilledAggregateTest}.
 */
class AggregateExecutionTest {
  private static final String QUERY =
      "SELECT q, ndcg_at_k(s, y, 10) AS a, average_precision_at_k(s, y, 5, 'ties=hash', item) AS b,"
          + " reciprocal_rank(s, y, 'ties=trec', CAST(item AS string)) AS c,"
          + " ranking_metrics(struct(s, r), y, 'nDCG,AP,ERR@3,AUC,RBP,wRR', NULL, NULL, p) AS d"
          + " FROM %s GROUP BY q ORDER BY q";

  private static SparkSession spark;
  private static List<Row> expected;
  @RegisterExtension final ChangedSettings changed = new ChangedSettings();

  @BeforeAll
  static void rows() {
    spark = TestSpark.session();
    spark
        .range(0, 4000, 1, 3)
        .selectExpr(
            "xxhash64(id) % 100 AS q",
            "id AS item",
            "CASE WHEN id % 17 = 0 THEN NULL ELSE (xxhash64(id, 1) % 50) / 8.0D END AS s",
            "CAST(xxhash64(id, 2) % 1000 AS float) AS r",
            "greatest(0, xxhash64(id, 3) % 5) AS y",
            "1.0 / (1 + pmod(id, 7)) AS p")
        .createOrReplaceTempView("aggregate_rows");
    expected = run("aggregate_rows");
    assertThat(expected).hasSizeBetween(150, 200);
  }

  private static List<Row> run(String view) {
    return spark.sql(String.format(QUERY, view)).collectAsList();
  }

  static Stream<Map<String, String>> settings() {
    String threshold = "spark.sql.objectHashAggregate.sortBased.fallbackThreshold";
    return Stream.of(
        Map.of(threshold, "1", "spark.sql.adaptive.enabled", "false"),
        Map.of(threshold, "3", "spark.sql.adaptive.enabled", "false"),
        Map.of(threshold, "100000", "spark.sql.adaptive.enabled", "false"),
        Map.of("spark.sql.execution.useObjectHashAggregateExec", "false"),
        Map.of("spark.sql.execution.replaceHashWithSortAgg", "true"),
        Map.of("spark.sql.codegen.wholeStage", "false"),
        Map.of(
            "spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN"),
        Map.of("spark.sql.adaptive.enabled", "false"),
        Map.of("spark.rankproof.aggregateMemory", "0"),
        Map.of("spark.sql.ansi.enabled", "false"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anyWayOfRunningGivesTheSameBits(Map<String, String> settings) {
    settings.forEach(changed::set);
    assertThat(run("aggregate_rows")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 200})
  void anyPartitioningGivesTheSameBits(int partitions) {
    changed.set("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", "20");
    Dataset<Row> moved =
        spark
            .table("aggregate_rows")
            .repartition(partitions, spark.table("aggregate_rows").col("item"));
    moved.sortWithinPartitions("r").createOrReplaceTempView("moved_rows");
    assertThat(run("moved_rows")).isEqualTo(expected);
  }

  @Test
  void rowsOfAGroupCanBeMany() {
    double value =
        spark
            .range(0, 300_000, 1, 4)
            .selectExpr("ndcg_at_k(pmod(xxhash64(id), 1000003), id % 10 = 0, 100)")
            .first()
            .getDouble(0);
    assertThat(value).isBetween(0.0, 0.3);
  }
}
