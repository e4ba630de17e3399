package io.rankproof.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.ChangedSettings;
import io.rankproof.testing.TestSpark;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointFunctionsTest {
  private static final String ROWS =
      "(VALUES (1, 0.1D, 0, 1.0), (1, 0.4D, 0, 1.0), (1, 0.35D, 1, 1.0), (1, 0.8D, 1, 1.0),"
          + " (2, 0.5D, 1, 2.0), (2, 0.5D, 0, 1.0), (2, NULL, 0, 1.0),"
          + " (3, 0.2D, 0, 1.0), (3, 0.3D, NULL, 1.0) AS t(q, s, y, w))";

  private static final String QUERY =
      "SELECT q, roc_auc(s, y) AS a, roc_auc(s, y, w, 'bins=32,max_error=1') AS b,"
          + " pr_auc(s, y, w, 'with_bound=true') AS c, log_loss(s, y, w) AS d, ece(s, y, w) AS e,"
          + " psi(s, y, w) AS f, brier_score(s, y) AS g, normalised_entropy(s, y, w) AS h"
          + " FROM %s GROUP BY q ORDER BY q";

  private static SparkSession spark;
  private static List<Row> expected;
  @RegisterExtension final ChangedSettings changed = new ChangedSettings();

  @BeforeAll
  static void rows() {
    spark = TestSpark.session();
    spark
        .range(0, 3000, 1, 3)
        .selectExpr(
            "xxhash64(id) % 60 AS q",
            "id",
            "pmod(xxhash64(id, 1), 1000003) / 1000003.0D AS s",
            "pmod(xxhash64(id, 2), 3) = 0 AS y",
            "1 / (1 + pmod(id, 7)) AS w")
        .createOrReplaceTempView("point_rows");
    expected = run("point_rows");
    assertThat(expected).hasSizeGreaterThan(100);
  }

  private static List<Row> run(String view) {
    return spark.sql(String.format(QUERY, view)).collectAsList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "roc_auc(s, y)                          | 0.75              | 0.75",
        "roc_auc(s, y, w)                       | 0.75              | 0.75",
        "roc_auc(s, y) FILTER (WHERE s < 0.5)   | 0.5               | NULL",
        "roc_auc(s, 5 * y, NULL, 'rel=5')       | 0.75              | 0.75",
        "pr_auc(s, y)                           | 0.8333333333333334 | 0.5",
        "pr_auc(s, y, w)                        | 0.8333333333333334 | 0.6666666666666666",
        "log_loss(s, y)                         | 0.4722879538091762 | 0.6931471805599453",
        "normalised_entropy(s, y)               | 0.6813674888320943 | 1.0",
        "brier_score(s, y, w)                   | 0.158125           | 0.25",
        "ece(s, y, NULL, 'bins=2')              | 0.0875             | 0.0",
        "ece(s, y, w, 'bins=1')                 | 0.0875             | 0.16666666666666666",
        "psi(s, y, w, 'bins=all,pseudo_count=1') | 0.462098120373 | 0.115524530093",
      })
  void valuesPerGroup(String call, String first, String second) {
    List<Row> rows =
        spark
            .sql("SELECT q, round(" + call + ", 12) FROM " + ROWS + " GROUP BY q ORDER BY q")
            .collectAsList();
    assertThat(rows.get(0).get(1)).isEqualTo(rounded(first));
    assertThat(rows.get(1).get(1)).isEqualTo(rounded(second));
  }

  private static Double rounded(String value) {
    return value.equals("NULL") ? null : Math.rint(Double.parseDouble(value) * 1e12) / 1e12;
  }

  @ParameterizedTest
  @ValueSource(strings = {"roc_auc(s, y)", "pr_auc(s, y)", "psi(s, y)", "normalised_entropy(s, y)"})
  void oneClassHasNoValue(String call) {
    assertThat(value(call, ROWS + " WHERE q = 3")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"roc_auc", "pr_auc", "psi", "log_loss", "ece", "brier_score"})
  void noRowsHaveNoValue(String name) {
    assertThat(value(name + "(s, y)", ROWS + " WHERE q = 99")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"double", "float", "decimal(10,5)"})
  void scoresOfAnyNumericType(String type) {
    assertThat(value("roc_auc(CAST(s AS " + type + "), y = 1, 2)", ROWS + " WHERE q = 1"))
        .isEqualTo(0.75);
  }

  @Test
  void theyWorkAsWindowFunctions() {
    List<Row> rows =
        spark
            .sql("SELECT roc_auc(s, y) OVER (PARTITION BY q) FROM " + ROWS + " WHERE q < 3")
            .collectAsList();
    assertThat(rows).hasSize(7).allMatch(row -> row.getDouble(0) == 0.75);
  }

  @Test
  void theBoundComesAsAStruct() {
    Row row = (Row) value("pr_auc(s, y, NULL, 'with_bound=true')", ROWS + " WHERE q = 1");
    assertThat(row.getDouble(0)).isCloseTo(5.0 / 6, within(1e-15));
    assertThat(row.getDouble(1)).isZero();
  }

  @Test
  void anImpreciseAreaIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> value("roc_auc(s, y, NULL, 'bins=16')", "point_rows"))
        .rootCause()
        .hasMessageStartingWith("roc_auc: error bound ")
        .hasMessageEndingWith(" exceeds max_error=1.0E-4: raise option bins=16 or max_error");
  }

  @Test
  void tinyWeightsNeedMoreBits() {
    String call = "roc_auc(s, y, w * 1e-9 / 3, 'max_error=1e-6%s')";
    String from = ROWS + " WHERE q = 1";
    assertThatThrownBy(() -> value(String.format(call, ""), from))
        .rootCause()
        .hasMessageContaining("weight_bits=24");
    assertThat(value(String.format(call, ",weight_bits=52"), from)).isEqualTo(0.75);
  }

  @Test
  void psiDoesNotDependOnTheUnitOfWeights() {
    double psi = (double) value("psi(s, y AND s < 0.7, w)", "point_rows");
    assertThat(psi).isGreaterThan(0.1);
    assertThat((double) value("psi(s, y AND s < 0.7, w * 1e-3, 'weight_bits=52')", "point_rows"))
        .isCloseTo(psi, within(1e-6));
    String equal = "psi(s, y AND s < 0.7%s)";
    double unweighted = (double) value(String.format(equal, ""), "point_rows");
    for (String weight : List.of(", 1e-3", ", 1e-9, 'weight_bits=52'")) {
      assertThat((double) value(String.format(equal, weight), "point_rows"))
          .isCloseTo(unweighted, within(1e-9));
    }
  }

  @Test
  void psiRefusesWeightsThatItWouldRound() {
    assertThatThrownBy(() -> value("psi(s, y, w * 1e-9)", "point_rows"))
        .rootCause()
        .hasMessage(
            "psi: error bound Infinity exceeds max_error=0.001: raise option weight_bits=24 or"
                + " max_error, or multiply all weights by the same number, which changes no psi");
    assertThat(value("psi(s, y, w * 1e-9, 'weight_bits=52')", "point_rows")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"log_loss", "ece", "brier_score"})
  void whatIsNoProbabilityIsAnError(String name) {
    assertThatThrownBy(() -> value(name + "(4 * s, y)", ROWS + " WHERE q = 1"))
        .rootCause()
        .hasMessageContaining("3 of 4 predictions are NaN or outside [0, 1]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "roc_auc(s)                          | takes 2 to 4 arguments, not 1",
        "roc_auc(s, y, w, 'nonsense=1')      | unknown option 'nonsense=1'; allowed: rel=",
        "roc_auc(s, y, w, 'bins=1')          | bins has to be a whole number from 2",
        "roc_auc(s, y, w, 'bins=few')        | bins has to be a number, not 'few'",
        "roc_auc(s, y, w, 'with_bound=yes')  | with_bound has to be true or false",
        "roc_auc(s, y, w, 'bins=4,bins=4')   | option 'bins' is given twice",
        "roc_auc('a', y)                     | score has to be a number",
        "log_loss(s, y, w, 'clip=0.7')       | clip has to lie in",
        "psi(s, y, w, 'bins=0')              | bins has to be a whole number from 1",
        "roc_auc(s, y, NULL, 'weight_bits=9') | option 'weight_bits' needs the argument weight",
        "pr_auc(s, y, NULL, 'weight_bits=9') | option 'weight_bits' needs the argument weight",
        "psi(s, y, NULL, 'weight_bits=9')    | option 'weight_bits' needs the argument weight",
        "psi(s, y, NULL, 'max_error=1')      | option 'max_error' needs the argument weight",
        "brier_score(s, y, w, 'clip=0.1')    | takes 2 to 3 arguments, not 4",
        "psi(s, 'x')                         | is_current has to be a number (or boolean)",
        "psi('x', y)                         | value has to be a number (or boolean)",
      })
  void wrongCallsAreOneClearLine(String call, String message) {
    assertThatThrownBy(() -> value(call, ROWS))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(message);
  }

  @Test
  void clippingMovesLossesInLogarithms() {
    String rows = "VALUES (0D, 1), (1D, 1), (0.5D, 0) AS t(s, y)";
    double loss = -(Math.log(0.25) + Math.log(0.75) + Math.log(0.5)) / 3;
    double entropy = -(2 * Math.log(2 / 3.0) + Math.log(1 / 3.0)) / 3;
    assertThat((double) value("log_loss(s, y, NULL, 'clip=0.25')", rows))
        .isCloseTo(loss, within(1e-15));
    assertThat((double) value("normalised_entropy(s, y, NULL, 'clip=0.25')", rows))
        .isCloseTo(loss / entropy, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "psi(s, double('NaN'))          | psi: is_current is NaN: it must be finite",
        "roc_auc(s, double('Infinity')) | roc_auc: label is Infinity: it must be finite",
        "pr_auc(s, y, 3e11D)            | pr_auc: weight is 3.0E11: it must be at least 0 and below",
        "psi(s, y, -1)                  | psi: weight is -1.0: it must be at least 0 and below 2.7",
        "log_loss(s, double('NaN'))     | log_loss: label is NaN: it must be below 2^55 (3.6e16) in",
        "brier_score(s, 5e18D)          | brier_score: label is 5.0E18: it must be below 2^55",
        "log_loss(s, y, 5e18D)          | log_loss: weight is 5.0E18: it must be at least 0 and below",
        "log_loss(s, 1e9D, 1e9D)        | log_loss: weight is 1.0E9: it times the label 1.0E9 must",
        "ece(s, y, 3e9D)                | ece: weight is 3.0E9: it must be at least 0 and below 2.147",
        "ece(s, 2 * y)                  | ece: label is 2.0: it must be from 0 to 1",
        "ece(s, -y)                     | ece: label is -1.0: it must be from 0 to 1",
        "ece(s, 2 * y, NULL, 'debiased=true') | ece: label is 2.0: it must be from 0 to 1",
        "normalised_entropy(s, 3 * y)   | normalised_entropy: the mean label is 1.5: it must be from",
        "normalised_entropy(s, -y)      | normalised_entropy: the mean label is -0.5: it must be",
        "brier_score(4 * s, y)          | brier_score: 3 of 4 predictions are NaN or outside [0, 1]",
      })
  void wrongRowsAreOneClearLine(String call, String message) {
    assertThatThrownBy(() -> value(call, ROWS + " WHERE q = 1"))
        .rootCause()
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "roc_auc(0.5D, 1, 2.7e11D) | roc_auc: the weights of one score are beyond 2^63 units of",
        "log_loss(0D, 1, 3e16D)    | log_loss: sum beyond 2^63: divide the terms by a constant",
      })
  void sumsTooLargeSayOfWhat(String call, String message) {
    assertThatThrownBy(() -> value(call, "range(0, 20, 1, 2)"))
        .rootCause()
        .hasMessageStartingWith(message);
  }

  /** The largest weights and labels that are allowed have exact sums. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "log_loss(0D, 3e16D, 1, 'clip=1e-16')",
        "brier_score(1D, -3e16D)",
        "normalised_entropy(0D, y, 3e16D)",
        "ece(s, y, 2147483647)",
        "roc_auc(s, y, 2.7e11D)"
      })
  void largeNumbersHaveAValue(String call) {
    assertThat(value(call, "(VALUES (0.25D, 0), (0.5D, 1) AS t(s, y))")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void normalisedEntropyOfOneClassHasNoValue(String label) {
    assertThat(value("normalised_entropy(s, " + label + ")", ROWS + " WHERE q = 1")).isNull();
  }

  @Test
  void badWeightsAreRefused() {
    assertThatThrownBy(() -> value("roc_auc(s, y, -1)", ROWS + " WHERE q = 1"))
        .rootCause()
        .hasMessageContaining("weight is -1.0");
  }

  static Stream<Map<String, String>> settings() {
    String threshold = "spark.sql.objectHashAggregate.sortBased.fallbackThreshold";
    return Stream.of(
        Map.of(threshold, "1"),
        Map.of(threshold, "3"),
        Map.of("spark.sql.execution.useObjectHashAggregateExec", "false"),
        Map.of("spark.sql.codegen.wholeStage", "false"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anyWayOfRunningGivesTheSameBits(Map<String, String> settings) {
    settings.forEach(changed::set);
    assertThat(run("point_rows")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 200})
  void anyPartitioningGivesTheSameBits(int partitions) {
    spark
        .table("point_rows")
        .repartition(partitions, spark.table("point_rows").col("id"))
        .sortWithinPartitions("s")
        .createOrReplaceTempView("moved_point_rows");
    assertThat(run("moved_point_rows")).isEqualTo(expected);
  }

  private static Object value(String call, String from) {
    return spark.sql("SELECT " + call + " FROM " + from).first().get(0);
  }
}
