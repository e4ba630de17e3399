package io.rankproof.functions;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RankingFunctionsTest {
  private static final String ROWS =
      "(VALUES (1, 'a', 3.0, 0), (1, 'b', 2.0, 1), (1, 'c', 1.0, 0),"
          + " (2, 'd', 5.0, 1), (2, 'e', 5.0, 0),"
          + " (3, 'f', 1.0, 0), (3, 'g', 2.0, 0) AS t(q, item, s, y))";

  private final SparkSession spark = TestSpark.session();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ndcg_at_k(s, y, 10)                        | 0.6309297535714575 | 0.8154648767857287",
        "ndcg_at_k(s, y, 1)                         | 0.0                | 0.5",
        "average_precision_at_k(s, y, 10)           | 0.5                | 0.75",
        "reciprocal_rank(s, y)                      | 0.5                | 0.75",
        "reciprocal_rank(s, y, 'k=1')               | 0.0                | 0.5",
        "precision_at_k(s, y, 2)                    | 0.5                | 0.5",
        "recall_at_k(s, y, 1)                       | 0.0                | 0.5",
        "hit_rate_at_k(s, y, 2)                     | 1.0                | 1.0",
        "rbp(s, y, 0.5)                             | 0.25               | 0.375",
        "rbp(s, y, 0.5, 'k=1')                      | 0.0                | 0.25",
        "err_at_k(s, y, 2, 'max=1')                 | 0.25               | 0.375",
        "group_auc(s, y)                            | 0.5                | 0.5",
        "ndcg_at_k(s, y, 1, 'ties=trec', item)      | 0.0                | 0.0",
        "reciprocal_rank(s, y, 'ties=trec', -ascii(item)) | 0.5          | 1.0",
        "ndcg_at_k(s, 2 * y, 1, 'gain=linear')      | 0.0                | 0.5",
        "precision_at_k(s, y, 2, 'rel=2')           | NULL               | NULL",
        "ndcg_at_k(s, y, 2) FILTER (WHERE item <> 'a') | 1.0             | 0.8154648767857287",
      })
  void valuesPerGroup(String call, String first, String second) {
    List<Row> rows =
        spark
            .sql("SELECT q, round(" + call + ", 12) FROM " + ROWS + " GROUP BY q ORDER BY q")
            .collectAsList();
    assertThat(rows).map(row -> row.get(1)).containsExactly(rounded(first), rounded(second), null);
  }

  private static Double rounded(String value) {
    return value.equals("NULL") ? null : Math.rint(Double.parseDouble(value) * 1e12) / 1e12;
  }

  /** Three relevant rows, one of which is among the first two, at rank 1. */
  @ParameterizedTest
  @CsvSource({
    "'', 0.5",
    "ap_denominator=min, 0.5",
    "ap_denominator=R, 0.3333333333333333",
    "'ap_denominator=R,rel=2', 0.5"
  })
  void averagePrecisionOverWhatCanBeFoundOrOverAll(String options, double expected) {
    String rows = "VALUES (4D, 2), (3D, 0), (2D, 1), (1D, 2) AS t(s, y)";
    assertThat(value("average_precision_at_k(s, y, 2, '" + options + "')", rows))
        .isEqualTo(expected);
  }

  @Test
  void gainsFromATable() {
    String call = "ndcg_at_k(s, y, 3, 'gain=map:0:0;1:5;2:1')";
    double discount = Math.log(2) / Math.log(3);
    assertThat((double) value(call, "VALUES (3D, 2), (2D, 1), (1D, 0) AS t(s, y)"))
        .isCloseTo((1 + 5 * discount) / (5 + discount), within(1e-15));
    assertThatThrownBy(() -> value(call, "VALUES (3D, 3) AS t(s, y)"))
        .hasStackTraceContaining("label 3 has no entry in the gain map map:0:0;1:5;2:1");
  }

  @Test
  void anAreaNeedsRelevantAndIrrelevantRows() {
    assertThat(value("group_auc(s, 0)", ROWS)).isNull();
    assertThat(value("group_auc(s, 1)", ROWS)).isNull();
    assertThat(help("group_auc")).contains("null without a relevant and an irrelevant row");
    assertThat(help("reciprocal_rank")).contains("first relevant row; null without one");
  }

  /**
   * One string of options for several functions: what one of them lacks is said with who has it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ndcg_at_k(s, y, 3, '%s', item)       | ap_denominator | average_precision_at_k, ranking",
        "average_precision_at_k(s, y, 3, '%s', item) | gain    | ndcg_at_k, ranking_metrics",
        "reciprocal_rank(s, y, '%s', item)    | gain           | ndcg_at_k, ranking_metrics",
        "group_auc(s, y, 'k=3')               | k              | rbp, reciprocal_rank",
        "precision_at_k(s, y, 3, 'max=1')     | max            | err_at_k, ranking_metrics",
      })
  void optionsOfOtherFunctionsAreRefusedWithTheirNames(String call, String option, String others) {
    String options = "gain=linear,ties=trec,ap_denominator=R";
    assertThatThrownBy(() -> value(call.formatted(options), ROWS))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("has no option '" + option + "', which " + others)
        .hasMessageContaining(" have; allowed: ");
  }

  @Test
  void theHashDecidesBetweenTiesAndTheSeedChangesIt() {
    String call = "reciprocal_rank(0, y, 'ties=hash,seed=%d', item)";
    List<Object> values =
        IntStream.range(0, 40)
            .mapToObj(seed -> value(String.format(call, seed), ROWS + " WHERE q = 2"))
            .toList();
    assertThat(values).containsOnly(0.5, 1.0).contains(0.5, 1.0);
    assertThat(value(String.format(call, 7), ROWS + " WHERE q = 2")).isEqualTo(values.get(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "item",
        "ascii(item)",
        "bigint(ascii(item))",
        "double(ascii(item))",
        "smallint(ascii(item))",
        "decimal(ascii(item))"
      })
  void theHashIsThatOfSeedAndKey(String key) {
    String ties = "reciprocal_rank(0, y, 'ties=hash,seed=%d', " + key + ")";
    String scores = "reciprocal_rank(-xxhash64(%dL, " + key + "), y)";
    for (int seed = 0; seed < 10; seed++) {
      String rows = ROWS + " WHERE q < 3 GROUP BY q > 5";
      assertThat(value(String.format(ties, seed), rows))
          .as("seed " + seed)
          .isEqualTo(value(String.format(scores, seed), rows));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "double",
        "float",
        "decimal(10,2)",
        "decimal(30,4)",
        "bigint",
        "int",
        "smallint",
        "tinyint"
      })
  void anyNumberIsAScoreOrALabel(String type) {
    String call = "ndcg_at_k(CAST(s AS %1$s), CAST(y AS %1$s), 10)";
    assertThat(value(String.format(call, type), ROWS + " WHERE q = 1"))
        .isEqualTo(0.6309297535714575);
  }

  @Test
  void aBooleanIsALabel() {
    assertThat(value("recall_at_k(s, y = 1, 2)", ROWS + " WHERE q = 1")).isEqualTo(1.0);
  }

  @Test
  void nullScoresRankLastOrWereNeverRetrievedAndNullLabelsAreLeftOut() {
    String rows =
        "VALUES (CAST(NULL AS double), 1), (1D, 0), (CAST('NaN' AS double), 0), (9D, NULL) AS t(s, y)";
    assertThat(value("reciprocal_rank(s, y)", rows)).isEqualTo((1 / 2.0 + 1 / 3.0) / 2);
    assertThat(value("recall_at_k(s, y, 9, 'null_score=unretrieved')", rows)).isEqualTo(0.0);
    assertThat(value("group_auc(s, y, 'null_score=unretrieved')", rows)).isNull();
    assertThat(value("ndcg_at_k(NULL, y, 3)", "VALUES (1), (0) AS t(y)"))
        .isEqualTo(0.8154648767857288);
  }

  @Test
  void noRowsHaveNoValue() {
    assertThat(value("ndcg_at_k(s, y, 3)", ROWS + " WHERE q = 99")).isNull();
    assertThat(value("ndcg_at_k(s, NULL, 3)", ROWS)).isNull();
    assertThat(
            spark
                .sql("SELECT q, group_auc(s, y) FROM " + ROWS + " WHERE q = 99 GROUP BY q")
                .count())
        .isZero();
  }

  @Test
  void asAWindowAggregate() {
    List<Row> rows =
        spark
            .sql(
                "SELECT item, precision_at_k(s, y, 2) OVER (PARTITION BY q) AS whole,"
                    + " precision_at_k(s, y, 2) OVER (PARTITION BY q ORDER BY item) AS running FROM "
                    + ROWS
                    + " WHERE q = 1 ORDER BY item")
            .collectAsList();
    assertThat(rows).map(row -> row.get(1)).containsOnly(0.5);
    assertThat(rows).map(row -> row.get(2)).containsExactly(null, 0.5, 0.5);
  }

  @Test
  void besideOtherAggregatesAndGroupingSets() {
    List<Row> rows =
        spark
            .sql(
                "SELECT q, ndcg_at_k(s, y, 10), ndcg_at_k(s, y, 10, 'ties=expected'),"
                    + " count(DISTINCT item), sum(y), reciprocal_rank(-s, y) FROM "
                    + ROWS
                    + " GROUP BY ROLLUP (q) ORDER BY q NULLS FIRST")
            .collectAsList();
    assertThat(rows.get(0).getLong(3)).isEqualTo(7);
    assertThat(rows.get(1).getDouble(1))
        .isEqualTo(0.6309297535714575)
        .isEqualTo(rows.get(1).getDouble(2));
    assertThat(rows.get(1).getDouble(5)).isEqualTo(0.5);
    assertThat(rows.get(2).getLong(4)).isEqualTo(1);
  }

  @Test
  void manyMetricsAtOnce() {
    Row metrics =
        spark
            .sql(
                "SELECT m.* FROM (SELECT"
                    + " ranking_metrics(s, y, 'RR, nDCG(gain=linear)@1,P@2') AS m FROM "
                    + ROWS
                    + " WHERE q = 2)")
            .first();
    assertThat(metrics.schema().fieldNames())
        .containsExactly(
            "RR",
            "nDCG(gain=linear)@1",
            "P@2",
            "n_rows",
            "n_relevant",
            "n_relevant_tied",
            "n_missing_score",
            "n_negative_label");
    assertThat(metrics.get(0)).isEqualTo(0.75);
    assertThat(metrics.get(1)).isEqualTo(0.5);
    assertThat(metrics.get(2)).isEqualTo(0.5);
    assertThat(
            List.of(metrics.getLong(3), metrics.getLong(4), metrics.getLong(5), metrics.getLong(6)))
        .containsExactly(2L, 1L, 1L, 0L);
  }

  @Test
  void optionsAreForTheMetricsThatDoNotStateTheirs() {
    String call = "ranking_metrics(s, y, 'nDCG@2,AP(denominator=min)@2,AP@2,RR', '%s', item)";
    String options = "gain=linear,ties=trec,ap_denominator=R";
    StructType type =
        (StructType)
            spark
                .sql("SELECT " + String.format(call, options) + " FROM " + ROWS)
                .schema()
                .fields()[0]
                .dataType();
    assertThat(type.fieldNames())
        .startsWith("nDCG(gain=linear)@2", "AP@2", "AP(denominator=R)@2", "RR");
  }

  @Test
  void manyModelsAndLabelsAtOnce() {
    Dataset<Row> result =
        spark.sql(
            "SELECT m.ours.RR, m.theirs.RR, m.theirs.`RR(label=save)`, m.theirs.n_missing_score FROM"
                + " (SELECT ranking_metrics(named_struct('ours', s, 'theirs', IF(q = 1, NULL, -s)),"
                + " named_struct('click', y, 'save', 1 - y), 'RR, RR(label=save)') AS m FROM "
                + ROWS
                + " WHERE q = 1)");
    Row row = result.first();
    assertThat(row.get(0)).isEqualTo(0.5);
    assertThat(row.getDouble(1)).isCloseTo((1 + 1 / 2.0 + 1 / 3.0) / 3, within(1e-15));
    assertThat(row.getDouble(2)).isCloseTo((1 + 1 + 1 / 2.0) / 3, within(1e-15));
    assertThat(row.get(3)).isEqualTo(3L);
    assertThat(
            value(
                "ranking_metrics(x, y, 'RR').m.RR",
                "(SELECT struct(s AS m) AS x, y FROM " + ROWS + " WHERE q = 1)"))
        .isEqualTo(0.5);
  }

  @Test
  void aLabelThatIsNullLeavesTheOthersTheirMetrics() {
    String rows =
        "VALUES (4D, NULL, NULL), (3D, NULL, 0), (2D, 1, 1), (1D, 0, -1) AS t(s, click, save)";
    Row row =
        spark
            .sql(
                "SELECT m.* FROM (SELECT ranking_metrics(s, struct(click, save),"
                    + " 'RR, RR(label=save), P@2, P(label=save)@2, MU@2', '', NULL, 0.5) AS m FROM "
                    + rows
                    + ")")
            .first();
    for (String unknown : List.of("RR", "P@2", "MU@2", "P@2_ips_sum", "P@2_ips_gain")) {
      assertThat((Object) row.getAs(unknown)).as(unknown).isNull();
    }
    assertThat((Object) row.getAs("RR(label=save)")).isEqualTo(0.5);
    assertThat((Object) row.getAs("P(label=save)@2")).isEqualTo(0.5);
    assertThat((Object) row.getAs("P(label=save)@2_ips_sum")).isEqualTo(1.0);
    assertThat((Object) row.getAs("P(label=save)@2_ips_gain")).isEqualTo(2.0);
    assertThat((Object) row.getAs("n_rows")).isEqualTo(3L);
    assertThat((Object) row.getAs("n_negative_label")).isEqualTo(1L);
  }

  @Test
  void aNullLabelConcernsItsGroupAlone() {
    List<Row> rows =
        spark
            .sql(
                "SELECT q, ranking_metrics(s, struct(y, IF(item = 'b', NULL, y) AS z),"
                    + " 'R@9, R(label=z)@9', 'null_score=unretrieved') AS m FROM "
                    + ROWS
                    + " GROUP BY q ORDER BY q")
            .collectAsList();
    assertThat(rows.get(0).getStruct(1).get(0)).isEqualTo(1.0);
    assertThat(rows.get(0).getStruct(1).get(1)).isNull();
    assertThat(rows.get(1).getStruct(1).get(1)).isEqualTo(1.0);
  }

  @Test
  void negativeLabelsAreCounted() {
    String rows = "VALUES (1D, -1, -2), (2D, 1, -1), (NULL, -1, 0) AS t(s, y, z)";
    for (String option : List.of("last", "unretrieved")) {
      String call = "ranking_metrics(s, %s, 'RR', 'null_score=" + option + "').n_negative_label";
      assertThat(value(String.format(call, "y"), rows)).isEqualTo(2L);
      assertThat(value(String.format(call, "struct(y, z)"), rows)).isEqualTo(4L);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ranking_metrics(s, struct(y, float('NaN') AS z), 'RR') | z NaN is not finite: a label is",
        "reciprocal_rank(s, double('-Infinity')) | label -Infinity is not finite: a label is",
        "ranking_metrics(s, y, 'P@2', '', NULL, NULL, nullif(s, 1)) | weight NULL: a weight is",
        "ranking_metrics(s, y, 'P@2', '', NULL, NULL, s - 2) | weight -1.0 is not finite and 0 or",
        "ranking_metrics(s, y, 'P@2', '', NULL, nullif(s, 2)) | propensity NULL or NaN of an engaged",
      })
  void wrongRowsAreNamed(String call, String message) {
    assertThatThrownBy(() -> value(call, ROWS)).hasStackTraceContaining(message);
  }

  @Test
  void debiasedSumsAndWeights() {
    Row row =
        spark
            .sql(
                "SELECT m.* FROM (SELECT ranking_metrics(s, y, 'P@2,RR', NULL, NULL,"
                    + " IF(y = 1, 0.25, NULL)) AS m FROM "
                    + ROWS
                    + " WHERE q = 1)")
            .first();
    assertThat((Object) row.getAs("P@2_ips_sum")).isEqualTo(2.0);
    assertThat((Object) row.getAs("P@2_ips_gain")).isEqualTo(4.0);
    assertThat((Object) row.getAs("RR")).isEqualTo(0.5);
    assertThat(
            value("ranking_metrics(s, y, 'P@2', '', NULL, NULL, 3).`P@2`", ROWS + " WHERE q = 1"))
        .isEqualTo(1.5);
    assertThatThrownBy(
            () -> value("ranking_metrics(s, y, 'P@2', '', NULL, 0 * s)", ROWS + " WHERE q = 1"))
        .hasMessageContaining("propensity 0.0 of an engaged row is not finite and above 0");
  }

  @Test
  void fromJavaByName() {
    Row row =
        spark
            .sql("SELECT * FROM " + ROWS + " WHERE q = 1")
            .agg(call_function("ndcg_at_k", col("s"), col("y"), lit(10), lit("gain=linear")))
            .first();
    assertThat(row.getDouble(0)).isEqualTo(0.6309297535714575);
  }

  @Test
  void aSessionWithoutTheExtensionRegisters() {
    SparkSession other = spark.newSession();
    RankproofFunctions.register(other);
    RankproofFunctions.register(other);
    assertThat(
            other.sql("SELECT reciprocal_rank(s, y) FROM " + ROWS + " WHERE q = 1").first().get(0))
        .isEqualTo(0.5);
  }

  @Test
  void helpShowsUsage() {
    for (FunctionDefinition function : RankproofFunctions.all()) {
      String help = help(function.name());
      assertThat(help).contains("Usage: " + function.name() + function.signature(), "Arguments:");
    }
    assertThat(help("ndcg_at_k"))
        .contains("* k - the last rank that counts", "gain=; ties=expected");
  }

  /** The examples in the help give what they say. */
  @Test
  void helpExamplesAreTrue() {
    for (FunctionDefinition function : RankproofFunctions.all()) {
      String[] example = function.example().split(";-> ");
      assertThat(String.valueOf(spark.sql(example[0]).first().get(0)))
          .as(function.name())
          .isEqualTo(example[1]);
    }
  }

  private String help(String function) {
    return String.join(
        "\n",
        spark.sql("DESCRIBE FUNCTION EXTENDED " + function).collectAsList().stream()
            .map(row -> row.getString(0))
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ndcg_at_k(s, y)                       | takes 3 to 5 arguments, not 2",
        "ndcg_at_k(s, y, 0)                    | k has to be a whole number from 1 on, not 0",
        "ndcg_at_k(s, y, 1.5)                  | k has to be a whole number",
        "ndcg_at_k(s, y, y)                    | k has to be a constant",
        "ndcg_at_k(item, y, 3)                 | score has to be a number (or boolean), not STRING",
        "ndcg_at_k(s, y, 3, 'gian=linear')     | unknown option 'gian=linear'; allowed: gain=, ties=",
        "ndcg_at_k(s, y, 3, 'gain=log')        | gain 'log'; allowed: exp, linear",
        "ndcg_at_k(s, y, 3, 'ties=maybe')      | ties 'maybe'; allowed: expected, hash, trec",
        "ndcg_at_k(s, y, 3, 'ties=trec')       | ties=trec needs the argument tie_key",
        "ndcg_at_k(s, y, 3, '', item)          | tie_key has no use without",
        "ndcg_at_k(s, y, 3, 'ties=trec', s)    | ties=trec needs a tie_key that is text or a whole",
        "ndcg_at_k(s, y, 3, 'seed=1')          | option 'seed' needs ties=hash",
        "ndcg_at_k(s, y, 3, 'null_score=drop') | allowed: last, unretrieved",
        "rbp(s, y, '0.5,rel=2')                | p is '0.5,rel=2': it is a number between 0 and 1",
        "rbp(s, y, 1)                          | p '1' is not between 0 and 1",
        "ranking_metrics(s, y, 'MAP@3')        | unknown measure 'MAP', nearest is 'AP'",
        "ranking_metrics(s, y, 'RR', 'gain=exp') | option 'gain': none of the metrics 'RR' takes it",
        "ranking_metrics(s, y, 'RR(label=b)')  | no label 'b'",
        "ranking_metrics(s, y, 'RR', '', NULL, NULL, s) | RR has no weighted version",
      })
  void wrongCallsAreRefusedBeforeAnythingRuns(String call, String message) {
    assertThatThrownBy(() -> spark.sql("SELECT " + call + " FROM " + ROWS))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(call.substring(0, call.indexOf('(')) + "(score")
        .hasMessageContaining(message);
  }

  @Test
  void plansPrintAndResultsCache() {
    Dataset<Row> result =
        spark.sql("SELECT q, ndcg_at_k(s, y, 10) AS v FROM " + ROWS + " GROUP BY q").cache();
    assertThat(result.filter("v > 0.1").count()).isEqualTo(2);
    assertThat(result.queryExecution().toString()).contains("ndcg_at_k(");
    assertThat(result.queryExecution().analyzed().toJSON()).contains("KernelAggregate");
    result.unpersist();
  }

  @Test
  void columnsAreNamedAfterTheCall() {
    assertThat(spark.sql("SELECT ndcg_at_k(s, y, 10) FROM " + ROWS).columns())
        .containsExactly("ndcg_at_k(s, y, 10)");
  }

  private Object value(String call, String from) {
    return spark.sql("SELECT " + call + " FROM " + from).first().get(0);
  }
}
