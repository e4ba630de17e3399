package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.functions.RankproofFunctions;
import io.rankproof.rows.RowStream;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine behind its facade, on rows with columns of any name. */
class ListMetricsEngineTest {
  @TempDir Path folder;

  private static final ListMetrics WHAT =
      ListMetrics.of("list", List.of("old", "new"), "clicked", List.of("RR", "P@1"));

  /** 40 users of 2 lists of 2 items; the first item is clicked; new is right, old is wrong. */
  private static Dataset<Row> rows() {
    return TestSpark.session()
        .range(160)
        .selectExpr(
            "concat('q', id div 2) AS list",
            "concat('u', id div 4) AS who",
            "IF(id % 2 = 0, 1, 0) AS clicked",
            "cast(id % 2 AS FLOAT) AS old",
            "-cast(id % 2 AS DOUBLE) AS new",
            "IF(id < 40, 'fr', 'de') AS country",
            "IF(id % 4 < 2, 'web', 'app') AS platform");
  }

  private static ListMetrics.Value value(
      List<ListMetrics.Value> values, String model, String metric, String slice, String key) {
    return values.stream()
        .filter(value -> value.model().equals(model) && value.metric().equals(metric))
        .filter(value -> value.slice().equals(slice) && value.sliceValue().equals(key))
        .filter(value -> value.estimator().equals("plain"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void valuesOverallAndBySlice() {
    List<ListMetrics.Value> values =
        ListMetricsEngine.compute(
            rows(),
            Layout.ANY,
            WHAT.bySegments(List.of("country", "platform")).byCrosses(List.of("country*platform")));

    assertThat(value(values, "old", "RR", "all", "all").value()).isCloseTo(0.5, within(1e-15));
    assertThat(value(values, "new", "P@1", "all", "all").value()).isEqualTo(1);
    assertThat(value(values, "new", "P@1", "country", "fr").withValue()).isEqualTo(20);
    assertThat(value(values, "old", "P@1", "country*platform", "de*web").withValue()).isEqualTo(30);
    assertThat(value(values, "old", "P@1", "platform", "app").value()).isZero();
  }

  /** Ties, missing scores, graded labels: every path and the SQL aggregates give one number. */
  @Test
  void allPathsAgreeWithTheSqlAggregates() {
    RankproofFunctions.register(TestSpark.session());
    String metrics = "nDCG@5,AP@5,RR,R@3,P@3,HitRate@2,AUC,RBP(p=0.8),ERR@5";
    TestSpark.session()
        .range(0, 6000, 1, 3)
        .selectExpr(
            "concat('q', pmod(xxhash64(id), 701)) AS list",
            "pmod(xxhash64(id, 1), 4) * int(pmod(xxhash64(id, 2), 3) = 0) AS grade",
            "IF(pmod(id, 50) = 7, double('NaN'), round(pmod(xxhash64(id, 3), 97) / 9.7)) AS old",
            "IF(pmod(id, 60) = 8, NULL, float(pmod(xxhash64(id, 4), 1000))) AS new")
        .repartition(2, col("list"))
        .sortWithinPartitions("list")
        .write()
        .parquet(folder + "/rows");
    Dataset<Row> rows = TestSpark.session().read().parquet(folder + "/rows");
    ListMetrics what =
        ListMetrics.of("list", List.of("old", "new"), "grade", List.of(metrics.split(",")));

    List<ListMetrics.Value> expected =
        ListMetricsEngine.compute(
            rows, Layout.TOGETHER, what, Optional.of(RowStream.Path.TOGETHER), 0);
    for (RowStream.Path path : RowStream.Path.values()) {
      assertThat(ListMetricsEngine.compute(rows, Layout.TOGETHER, what, Optional.of(path), 3))
          .as(path.name())
          .isEqualTo(expected);
    }
    Row sql = inSql(rows, metrics);
    for (ListMetrics.Value value : expected) {
      double mean = sql.getAs(value.model() + " " + value.metric());
      assertThat(value.value()).as(value.toString()).isCloseTo(mean, within(1e-12));
    }
  }

  private static Row inSql(Dataset<Row> rows, String metrics) {
    Column[] means =
        Stream.of("old", "new")
            .flatMap(
                model ->
                    Arrays.stream(metrics.split(","))
                        .map(
                            metric ->
                                avg(col("m." + model + ".`" + metric + "`"))
                                    .as(model + " " + metric)))
            .toArray(Column[]::new);
    return rows.groupBy("list")
        .agg(expr("ranking_metrics(struct(old, new), grade, '" + metrics + "')").as("m"))
        .agg(means[0], Arrays.copyOfRange(means, 1, means.length))
        .head();
  }

  /** User 0 has three lists, all right under "new"; users 1 and 2 one each, wrong. */
  @Test
  void aMeanOverUsersCountsEveryUserOnce() {
    Dataset<Row> lists =
        TestSpark.session()
            .range(10)
            .selectExpr(
                "id div 2 AS list",
                "greatest(id div 2 - 2, 0) AS who",
                "id % 2 = 0 AS clicked",
                "0.0D AS old",
                "IF((id % 2 = 0) = (id < 6), 1, 0) AS new");
    for (RowStream.Path path : List.of(RowStream.Path.PACKED, RowStream.Path.PLAIN)) {
      List<ListMetrics.Value> values =
          ListMetricsEngine.compute(
              lists,
              Layout.ANY,
              WHAT.withIntervals("who", 100).withUserMeans(),
              Optional.of(path),
              2);

      ListMetrics.Value byUser =
          values.stream()
              .filter(v -> v.model().equals("new") && v.metric().equals("P@1"))
              .filter(v -> v.estimator().equals("user"))
              .findFirst()
              .orElseThrow();
      assertThat(value(values, "new", "P@1", "all", "all").value()).isEqualTo(0.6);
      assertThat(byUser.value()).isCloseTo(1 / 3.0, within(1e-12));
      assertThat(byUser.withValue()).isEqualTo(3);
      // The standard deviation of 1, 0, 0 over the root of 3.
      assertThat(byUser.standardError()).isCloseTo(1 / 3.0, within(1e-6));
    }
  }

  @Test
  void intervalsWhereAskedFor() {
    List<ListMetrics.Value> values =
        ListMetricsEngine.compute(rows(), Layout.ANY, WHAT.withIntervals("who", 100));

    ListMetrics.Value one = value(values, "old", "RR", "all", "all");
    assertThat(one.low()).isCloseTo(0.5, within(1e-12));
    assertThat(one.standardError()).isCloseTo(0, within(1e-12));
  }
}
