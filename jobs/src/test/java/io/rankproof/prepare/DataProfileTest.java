package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class DataProfileTest {
  private static Dataset<Row> examples(String columns) {
    return TestSpark.session().range(2000).selectExpr("concat('r', id) AS request", columns);
  }

  private static Dataset<Row> profile(Dataset<Row> examples) {
    return DataProfile.of(examples, examples.count());
  }

  private static Double mean(Dataset<Row> examples, String column) {
    Row row = profile(examples).where("measure = 'mean' AND column = '" + column + "'").head();
    return row.isNullAt(2) ? null : (Double) row.getDouble(2);
  }

  @Test
  void isTheSameInAnyPartitioning() {
    Dataset<Row> rows = examples("sin(id) * pow(10D, CAST(id % 7 AS DOUBLE)) AS f");
    List<Row> first = profile(rows.repartition(1)).collectAsList();
    List<Row> second = profile(rows.orderBy(col("f").desc()).repartition(7)).collectAsList();

    assertThat(second).isEqualTo(first);
  }

  @Test
  void meansAreOfTheValuesThatAreThere() {
    Dataset<Row> rows = examples("IF(id % 2 = 0, CAST(id AS DOUBLE), NULL) AS f");
    assertThat(mean(rows, "f")).isCloseTo(999.0, within(1e-9));
    assertThat(mean(examples("CAST(NULL AS DOUBLE) AS f"), "f")).isNull();
  }

  @Test
  void meansOfTheLargestAndTheSmallestNumbers() {
    assertThat(mean(examples("IF(id = 5, 1e300D, 1D) AS f"), "f")).isCloseTo(5e296, within(1e284));
    assertThat(mean(examples("1e-300D AS f"), "f")).isCloseTo(1e-300, within(1e-315));
    assertThat(mean(examples("0D AS f"), "f")).isZero();
  }

  @Test
  void noMeanWhereAValueIsNotFinite() {
    Dataset<Row> profile = profile(examples("IF(id = 5, DOUBLE('NaN'), -0D) AS f"));
    assertThat(profile.where("column = 'f' AND measure = 'mean'").head().isNullAt(2)).isTrue();
    assertThat(value(profile, "f", "min")).isZero();
    assertThat(value(profile, "f", "max")).isNaN();
  }

  @Test
  void distinctTextsAreWhatSqlCounts() {
    Dataset<Row> rows =
        examples("IF(id % 3 = 0, NULL, concat('c', CAST(sqrt(id) AS INT))) AS c").repartition(5);
    Row expected =
        rows.selectExpr("approx_count_distinct(request, .02)", "approx_count_distinct(c, .02)")
            .head();
    Dataset<Row> profile = profile(rows);
    assertThat(value(profile, "request", "distinct (approximate)"))
        .isEqualTo((double) expected.getLong(0));
    assertThat(value(profile, "c", "distinct (approximate)"))
        .isEqualTo((double) expected.getLong(1));
  }

  @Test
  void quantilesAndFrequentValues() {
    Dataset<Row> profile =
        profile(
            TestSpark.session()
                .range(2001)
                .selectExpr(
                    "concat('r', id) AS request",
                    "CAST(id AS DOUBLE) AS f",
                    "IF(id % 4 = 0, 'b', IF(id % 4 = 1, NULL, 'a')) AS c"));
    assertThat(value(profile, "f", "p50")).isEqualTo(1000);
    assertThat(value(profile, "f", "p95")).isEqualTo(1900);
    assertThat(value(profile, "c", "missing")).isEqualTo(500);
    List<Row> top =
        profile.where("column = 'c' AND measure LIKE 'top%'").orderBy("measure").collectAsList();
    assertThat(top).extracting(row -> row.get(3)).containsExactly("a", "b", null);
    assertThat(top.get(0).getDouble(2)).isEqualTo(1000.0 / 2001);
    assertThat(profile.where("column = 'request' AND measure LIKE 'top%'").count()).isZero();
  }

  /** 300,000 rows, of which a third is the sample; s has a value in every hundredth. */
  @Test
  void ofALargeTableASampleTellsWithinTheStatedError() {
    int rows = 300_000;
    Dataset<Row> examples =
        TestSpark.session()
            .range(rows)
            .selectExpr(
                "concat('r', id div 10) AS request",
                "concat('i', id % 10) AS item",
                "concat('c', id % 3) AS item_creator",
                "CAST(pmod(id * 7919, 300000) AS DOUBLE) AS f",
                "IF(id % 100 = 0, CAST(pmod(id * 7919, 300000) AS DOUBLE), NULL) AS s",
                "IF(id % 4 = 0, 'b', 'a') AS c");
    Dataset<Row> profile = profile(examples.repartition(7)).cache();

    for (int percent : new int[] {1, 5, 25, 50, 75, 95, 99}) {
      String measure = "p%02d".formatted(percent);
      double asked = percent / 100.0;
      assertThat(value(profile, "f", measure) / rows).isCloseTo(asked, within(error(100_000)));
      assertThat(value(profile, "s", measure) / rows).isCloseTo(asked, within(error(1000)));
    }
    assertThat(value(profile, "c", "top 01")).isCloseTo(0.75, within(error(100_000)));
    assertThat(value(profile, "f", "mean")).isEqualTo((rows - 1) / 2.0);
    assertThat(value(profile, "f", "p50")).isNotEqualTo((rows - 1) / 2.0);
    assertThat(value(profile, "item_creator", "distinct (approximate)")).isEqualTo(3);
    assertThat(profile.where("column = 'item_creator' AND measure LIKE 'top%'").count()).isZero();
    List<Row> inOrder = profile(examples.orderBy(col("f")).coalesce(2)).collectAsList();
    assertThat(inOrder).isEqualTo(profile.collectAsList());
  }

  /** Dvoretzky, Kiefer and Wolfowitz, 95%. */
  private static double error(int values) {
    return Math.sqrt(Math.log(2 / 0.05) / (2.0 * values));
  }

  private static double value(Dataset<Row> profile, String column, String measure) {
    return profile
        .where("column = '" + column + "' AND measure = '" + measure + "'")
        .head()
        .getDouble(2);
  }
}
