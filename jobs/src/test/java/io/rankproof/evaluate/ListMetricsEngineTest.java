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
import org.apache.spark.sql.SparkSession;
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

  /**
   * One file of several row groups, without dictionaries, that Spark would read in several tasks; a
   * list longer than a batch; users whose ids are those of lists, and lists without a user.
   */
  @Test
  void listsThatCrossBatchesAndRowGroupsAreWhole() {
    SparkSession spark = TestSpark.session();
    String file = folder + "/one";
    spark
        .range(0, 40_000, 1, 1)
        .selectExpr("id", "if(id < 9000, 0, 1 + (id - 9000) div 37) AS n")
        .selectExpr(
            "concat('q', n) AS list",
            "IF(n div 4 % 5 = 1, NULL, concat('q', n div 4)) AS who",
            "int(pmod(xxhash64(id, 2), 9) = 0) AS grade",
            "double(xxhash64(id, 3)) AS old",
            "double(xxhash64(id, 4)) AS new",
            "IF(n < 300, 'fr', 'de') AS country")
        .write()
        .option("parquet.block.size", "65536")
        .option("parquet.page.size", "4096")
        .option("parquet.enable.dictionary", "false")
        .parquet(file);
    ListMetrics what =
        ListMetrics.of("list", List.of("old", "new"), "grade", List.of("nDCG@5", "DCG@3", "AUC"))
            .bySegments(List.of("country"))
            .withIntervals("who", 50);
    String largest = "spark.sql.files.maxPartitionBytes";
    String before = spark.conf().get(largest);
    spark.conf().set(largest, "65536");
    try {
      Dataset<Row> rows = spark.read().parquet(file);
      assertThat(rows.inputFiles()).hasSize(1);
      assertThat(rows.toJavaRDD().getNumPartitions()).isGreaterThan(4);

      List<ListMetrics.Value> packed =
          ListMetricsEngine.compute(rows, Layout.ANY, what, Optional.of(RowStream.Path.PACKED), 3);
      for (RowStream.Path path : List.of(RowStream.Path.TOGETHER, RowStream.Path.PLAIN)) {
        assertThat(ListMetricsEngine.compute(rows, Layout.TOGETHER, what, Optional.of(path), 2))
            .as(path.name())
            .isEqualTo(packed);
      }
      assertThat(value(packed, "old", "AUC", "all", "all").withValue()).isGreaterThan(800);
      Row sql =
          rows.groupBy("list")
              .agg(expr("sum(IF(grade > 0, 1, 0))").as("clicks"))
              .agg(expr("count_if(clicks > 0)"))
              .head();
      assertThat(value(packed, "old", "nDCG@5", "all", "all").withValue())
          .isEqualTo(sql.getLong(0));
    } finally {
      spark.conf().set(largest, before);
    }
  }

  /**
   * Slices found on the way are those of a look before: missing values, lists whose rows differ,
   * values that only some files have, and crosses.
   */
  @Test
  void slicesFoundOnTheWayAreThoseKnownBefore() {
    Dataset<Row> rows =
        written(
            "IF(n % 7 = 3, NULL, concat('c', n % 11 + n div 100))", "IF(n % 4 = 0, id % 5, n % 5)");
    ListMetrics what =
        WHAT.bySegments(List.of("country", "platform"))
            .byCrosses(List.of("country*platform"))
            .withIntervals("who", 20);

    List<ListMetrics.Value> found = compute(rows, what, RowStream.Path.TOGETHER);

    // the order of values is by rows, here without those of lists whose rows differ
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(compute(rows, what, RowStream.Path.PACKED));
    assertThat(value(found, "new", "RR", "country", "(missing)").withValue()).isPositive();
    assertThat(found.stream().map(ListMetrics.Value::sliceValue)).contains("c0", "c16", "c1*1");
  }

  /** More values than a pass keeps on the way: the largest are looked up first. */
  @Test
  void slicesOfManyValuesAreLookedUpFirst() {
    Dataset<Row> rows = written("concat('c', n % 300)", "n % 2");
    ListMetrics what = WHAT.bySegments(List.of("country", "platform"));

    List<ListMetrics.Value> values = compute(rows, what, RowStream.Path.TOGETHER);

    assertThat(values).isEqualTo(compute(rows, what, RowStream.Path.PACKED));
    assertThat(values.stream().map(ListMetrics.Value::sliceValue).distinct()).hasSize(1 + 300 + 2);
  }

  private static List<ListMetrics.Value> compute(
      Dataset<Row> rows, ListMetrics what, RowStream.Path path) {
    return ListMetricsEngine.compute(rows, Layout.TOGETHER, what, Optional.of(path), 3);
  }

  /** 700 lists of 3 to 8 rows in three files. */
  private Dataset<Row> written(String country, String platform) {
    SparkSession spark = TestSpark.session();
    spark
        .range(0, 700, 1, 3)
        .selectExpr("id AS n", "explode(sequence(0, 2 + id % 6)) AS place")
        .selectExpr("n", "place", "n * 8 + place AS id")
        .selectExpr(
            "concat('q', n) AS list",
            "n div 3 AS who",
            "pmod(xxhash64(id, 1), 3) AS clicked",
            "xxhash64(id, 2) AS old",
            "xxhash64(id, 3) AS new",
            country + " AS country",
            platform + " AS platform")
        .write()
        .parquet(folder + "/lists");
    return spark.read().parquet(folder + "/lists");
  }

  @Test
  void nothingHasNoValue() {
    Dataset<Row> none = rows().limit(0);
    for (Layout layout : Layout.values()) {
      assertThat(ListMetricsEngine.compute(none, layout, WHAT.bySegments(List.of("country"))))
          .allSatisfy(value -> assertThat(value.withValue()).isZero());
    }
  }

  /** A mean utility of labels beyond 1 and below 0, one of them not a number. */
  @Test
  void utilitiesMayBeLargeAndUnknown() {
    Dataset<Row> lists =
        TestSpark.session()
            .range(8)
            .selectExpr(
                "id div 2 AS list",
                "IF(id = 7, double('NaN'), IF(id % 2 = 0, 500.0D, -1000.0D)) AS clicked",
                "-double(id) AS old",
                "double(id) AS new");
    ListMetrics what =
        ListMetrics.of(
            "list", List.of("old", "new"), "clicked", List.of("MU@1", "DCG(gain=linear)@1"));

    List<ListMetrics.Value> values = ListMetricsEngine.compute(lists, Layout.ANY, what);

    assertThat(value(values, "old", "MU@1", "all", "all").value()).isEqualTo(500);
    assertThat(value(values, "new", "MU@1", "all", "all").value()).isEqualTo(-1000);
    assertThat(value(values, "old", "MU@1", "all", "all").withValue()).isEqualTo(3);
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
