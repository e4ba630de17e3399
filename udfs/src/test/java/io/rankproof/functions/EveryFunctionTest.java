package io.rankproof.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.ChangedSettings;
import io.rankproof.testing.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every function, in every place where SQL allows an aggregate. */
class EveryFunctionTest {
  /** Scores are probabilities; {@code %s} is written for the score. */
  private static final List<String> CALLS =
      List.of(
          "ndcg_at_k(%s, y, 10)",
          "average_precision_at_k(%s, y, 10)",
          "reciprocal_rank(%s, y)",
          "precision_at_k(%s, y, 5)",
          "recall_at_k(%s, y, 5)",
          "hit_rate_at_k(%s, y, 3)",
          "err_at_k(%s, y, 10)",
          "group_auc(%s, y)",
          "rbp(%s, y, 0.8)",
          "ranking_metrics(%s, y, 'nDCG,AP@3', 'ties=hash', item)",
          "roc_auc(%s, y)",
          "pr_auc(%s, y)",
          "log_loss(%s, y)",
          "normalised_entropy(%s, y)",
          "brier_score(%s, y)",
          "ece(%s, y, NULL, 'bins=5')",
          "psi(%s, y)");

  private static SparkSession spark;
  private static List<Row> expected;
  @RegisterExtension final ChangedSettings changed = new ChangedSettings();

  @BeforeAll
  static void rows() {
    spark = TestSpark.session();
    spark
        .range(0, 1200, 1, 3)
        .selectExpr(
            "xxhash64(id) % 20 AS q",
            "id AS item",
            "pmod(xxhash64(id, 1), 65) / 64D AS s",
            "IF(pmod(xxhash64(id, 2), 4) = 0, 1, 0) AS y")
        .createOrReplaceTempView("function_rows");
    expected = grouped("s", "function_rows");
    assertThat(expected).hasSizeBetween(30, 40);
    assertThat(expected).allSatisfy(row -> assertThat(row.anyNull()).isFalse());
  }

  private static String calls(String score, UnaryOperator<String> form) {
    return CALLS.stream()
        .map(call -> form.apply(call.formatted(score)))
        .collect(Collectors.joining(", "));
  }

  private static List<Row> grouped(String score, String from) {
    return run("SELECT q, %s FROM %s GROUP BY q", calls(score, call -> call), from);
  }

  private static List<Row> run(String sql, Object... parts) {
    List<Row> rows = new ArrayList<>(spark.sql(sql.formatted(parts)).collectAsList());
    rows.sort((one, other) -> Long.compare(key(one), key(other)));
    return rows;
  }

  private static long key(Row row) {
    return row.isNullAt(0) ? Long.MAX_VALUE : ((Number) row.get(0)).longValue();
  }

  @Test
  void noneIsLeftOutHere() {
    assertThat(CALLS)
        .map(call -> call.substring(0, call.indexOf('(')))
        .containsExactlyInAnyOrderElementsOf(RankproofFunctions.names());
  }

  @Test
  void filter() {
    String filtered = calls("s", call -> call + " FILTER (WHERE item % 3 > 0)");
    assertThat(run("SELECT q, %s FROM function_rows GROUP BY q", filtered))
        .isEqualTo(grouped("s", "function_rows WHERE item % 3 > 0"));
  }

  @Test
  void overAWindow() {
    String over = calls("s", call -> call + " OVER (PARTITION BY q)");
    assertThat(run("SELECT DISTINCT q, %s FROM function_rows", over)).isEqualTo(expected);
  }

  /** Each frame of three rows against a group of the same rows. */
  @Test
  void overASlidingWindow() {
    spark
        .sql("SELECT *, row_number() OVER (ORDER BY q, item) AS n FROM function_rows")
        .cache()
        .createOrReplaceTempView("numbered_rows");
    String over =
        calls(
            "s",
            call ->
                call
                    + " OVER (PARTITION BY q ORDER BY n ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)");
    List<Row> sliding = run("SELECT n, %s FROM numbered_rows", over);
    String frames =
        "(SELECT a.*, b.n AS frame FROM numbered_rows a JOIN numbered_rows b"
            + " ON a.q = b.q AND a.n BETWEEN b.n - 2 AND b.n)";
    assertThat(sliding)
        .hasSize(1200)
        .isEqualTo(
            run("SELECT frame, %s FROM %s GROUP BY frame", calls("s", call -> call), frames));
    spark.table("numbered_rows").unpersist();
  }

  @Test
  void rollup() {
    List<Row> rows =
        run("SELECT q, %s FROM function_rows GROUP BY ROLLUP (q)", calls("s", call -> call));
    assertThat(rows.subList(0, expected.size())).isEqualTo(expected);
    assertThat(rows.get(expected.size()))
        .isEqualTo(run("SELECT NULL, %s FROM function_rows", calls("s", call -> call)).get(0));
  }

  @Test
  void besideADistinctAggregate() {
    List<Row> rows =
        run(
            "SELECT q, %s, count(DISTINCT y) FROM function_rows GROUP BY q",
            calls("s", call -> call));
    for (int i = 0; i < rows.size(); i++) {
      for (int column = 0; column <= CALLS.size(); column++) {
        assertThat(rows.get(i).get(column)).isEqualTo(expected.get(i).get(column));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"decimal(10,6)", "decimal(30,10)", "float"})
  void exactInAnotherType(String type) {
    assertThat(grouped("CAST(s AS " + type + ")", "function_rows")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tinyint", "smallint", "int", "bigint", "boolean"})
  void wholeNumbers(String type) {
    assertThat(grouped("CAST(round(s) AS " + type + ")", "function_rows"))
        .isEqualTo(grouped("round(s)", "function_rows"));
  }

  @Test
  void aNullLabelIsNoRow() {
    String more =
        "(SELECT * FROM function_rows UNION ALL SELECT q, item, 0.5D, NULL FROM function_rows)";
    assertThat(grouped("s", more)).isEqualTo(expected);
  }

  @Test
  void noRowsHaveNoValue() {
    Row row = run("SELECT NULL, %s FROM function_rows WHERE q > 99", calls("s", c -> c)).get(0);
    for (int column = 1; column <= CALLS.size(); column++) {
      Object value = row.get(column);
      if (value instanceof Row struct) {
        assertThat(struct.get(0)).isNull();
        assertThat(struct.<Long>getAs("n_rows")).isZero();
      } else {
        assertThat(value).as(CALLS.get(column - 1)).isNull();
      }
    }
    assertThat(grouped("s", "function_rows WHERE q > 99")).isEmpty();
  }

  static Stream<Map<String, String>> settings() {
    String threshold = "spark.sql.objectHashAggregate.sortBased.fallbackThreshold";
    return Stream.of(
        Map.of(threshold, "1"),
        Map.of("spark.sql.execution.useObjectHashAggregateExec", "false"),
        Map.of(
            "spark.sql.codegen.wholeStage",
            "false",
            "spark.sql.codegen.factoryMode",
            "NO_CODEGEN"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anyWayOfRunning(Map<String, String> settings) {
    settings.forEach(changed::set);
    assertThat(grouped("s", "function_rows")).isEqualTo(expected);
  }
}
