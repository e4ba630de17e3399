package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.evaluate.ScoresFixture.Result;
import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Areas of slices whose scores are too many for the bins of one pass. */
class CurvePassesTest {
  private static final int ROWS = 200_000;
  private static final List<String> AREAS = List.of("ROC-AUC", "PR-AUC");

  /** All rows have their least number of bins, each slice 2^10. */
  private static final int BINS = 1 << 18;

  private static final String[] SETTINGS = {
    "evaluate.metrics=[RR]",
    "evaluate.pointwise=[ROC-AUC, PR-AUC]",
    "evaluate.slices=[platform, country]",
    "evaluate.replicates=100"
  };

  @TempDir static Path folder;
  private static Dataset<Row> scores;
  private ScoresFixture fixture;

  /** Nearly every score is distinct; 5 % of the rows are positive, weights are not whole. */
  @BeforeAll
  static void write() {
    String path = folder + "/scores";
    TestSpark.session()
        .range(0, ROWS, 1, 3)
        .withColumn("a", unit(1))
        .withColumn("b", unit(2))
        .withColumn("taste", expr("a * a * a * 0.2"))
        .selectExpr(
            "'test' split",
            "concat('q', cast(id / 8 as bigint)) request",
            "concat('i', id) item",
            "concat('u', cast(id / 40 as bigint)) user",
            "concat('u', cast(id / 40 as bigint)) cluster",
            "cast(null as boolean) randomised",
            "cast(1 + 0.3 * pmod(cast(id / 40 as bigint), 2) as double) weight",
            "cast(null as double) propensity",
            "cast(b < taste as double) label_click",
            "cast(b < taste as double) label_grade",
            "concat('p', pmod(cast(id / 40 as bigint), 3)) segment_platform",
            "concat('c', cast(floor(sqrt(pmod(cast(id / 40 as bigint), 16))) as int))"
                + " segment_country",
            "taste score_candidate",
            "taste * 0.7 + 0.1 * " + unitText(3) + " score_production")
        .write()
        .parquet(path);
    scores = TestSpark.session().read().parquet(path);
  }

  private static Column unit(int seed) {
    return expr(unitText(seed));
  }

  private static String unitText(int seed) {
    return "(shiftrightunsigned(xxhash64(id, " + seed + "), 11) * 1.1102230246251565E-16D)";
  }

  @BeforeEach
  void open() {
    fixture = new ScoresFixture(folder.resolve("store"));
  }

  private Result evaluate(int bins, Dataset<Row> rows) {
    return fixture.holding(TaskMemory.DEFAULT.withBins(bins)).evaluate(rows, SETTINGS);
  }

  /** Intervals by the delta method, which do not depend on replicates drawn. */
  private List<Row> deltaIntervals(int bins) {
    fixture.holding(new TaskMemory(0, 0, 0, bins));
    return areas(fixture.evaluate(scores, SETTINGS)).toList();
  }

  private static Stream<Row> areas(Result result) {
    return result.metrics().stream().filter(row -> AREAS.contains(row.<String>getAs("metric")));
  }

  private static List<String> blurred(Result result) {
    return result.gaps().stream().filter(gap -> AREAS.stream().anyMatch(gap::startsWith)).toList();
  }

  @Test
  void slicesThatAreBlurredAtFirstAgreeWithSortedRowsInTheEnd() {
    Result result = evaluate(BINS, scores);

    assertThat(blurred(result)).isEmpty();
    assertThat(fixture.console()).containsPattern("exact to .*, after [2-8] more passes with more");
    List<Row> lines = areas(result).toList();
    assertThat(lines).hasSize(2 * 2 * (1 + 3 + 4));
    List<Row> rows = scores.collectAsList();
    for (Row line : lines) {
      double bound = line.<Double>getAs("error_bound");
      assertThat(bound).as(line.toString()).isBetween(0.0, BoundedValue.LARGEST_BOUND);
      assertThat(line.<Double>getAs("value"))
          .as(line.toString())
          .isCloseTo(plain(line, rows), within(bound + 1e-12));
    }
    assertThat(lines).anyMatch(line -> line.<Double>getAs("error_bound") > 1e-6);
  }

  /** 2^10 groups are left for influences: neighbours in a group share the mean of theirs. */
  @Test
  void standardErrorsAreThoseOfExactCurves() {
    List<Row> exact = deltaIntervals(1 << 22);
    assertThat(fixture.console()).doesNotContain("more pass");
    List<Row> sharpened = deltaIntervals(BINS);
    assertThat(fixture.console()).contains("more passes");

    double largest = 0;
    for (int i = 0; i < exact.size(); i++) {
      double error = exact.get(i).<Double>getAs("se");
      double ratio = sharpened.get(i).<Double>getAs("se") / error;
      largest = Math.max(largest, Math.abs(ratio - 1));
      assertThat(ratio).as(sharpened.get(i).toString()).isBetween(0.98, 1.02);
    }
    System.out.printf("standard errors differ by %.2g at most%n", largest);
  }

  /** The area of a line of results, from the rows sorted by score. */
  private static double plain(Row line, List<Row> all) {
    String score = "score_" + line.<String>getAs("model");
    String slice = line.getAs("slice");
    Row[] rows =
        all.stream()
            .filter(
                row ->
                    slice.equals("all")
                        || row.getAs("segment_" + slice).equals(line.getAs("slice_value")))
            .toArray(Row[]::new);
    Arrays.sort(rows, Comparator.comparing((Row row) -> row.<Double>getAs(score)).reversed());
    return line.getAs("metric").equals("PR-AUC") ? precision(rows, score) : area(rows, score);
  }

  private static double precision(Row[] rows, String score) {
    double hits = 0;
    double taken = 0;
    double sum = 0;
    for (int from = 0; from < rows.length; ) {
      int to = ties(rows, score, from);
      double found = weight(rows, from, to, 1);
      hits += found;
      taken += found + weight(rows, from, to, 0);
      sum += found * hits / taken;
      from = to;
    }
    return sum / hits;
  }

  private static double area(Row[] rows, String score) {
    double above = 0;
    double won = 0;
    double negatives = 0;
    for (int from = 0; from < rows.length; ) {
      int to = ties(rows, score, from);
      double positive = weight(rows, from, to, 1);
      double negative = weight(rows, from, to, 0);
      won += negative * (above + positive / 2);
      above += positive;
      negatives += negative;
      from = to;
    }
    return won / (above * negatives);
  }

  /** The first row after those that have the same score as this one. */
  private static int ties(Row[] rows, String score, int from) {
    int to = from + 1;
    while (to < rows.length && rows[to].getAs(score).equals(rows[from].getAs(score))) {
      to++;
    }
    return to;
  }

  private static double weight(Row[] rows, int from, int to, double label) {
    double weight = 0;
    for (int i = from; i < to; i++) {
      weight += rows[i].<Double>getAs("label_click") == label ? rows[i].<Double>getAs("weight") : 0;
    }
    return weight;
  }

  @Test
  void anyPartitioningGivesTheSameBits() {
    List<Row> expected = evaluate(BINS, scores.coalesce(1), 1);

    assertThat(evaluate(BINS, scores.orderBy(xxhash64(col("item"))), 2)).isEqualTo(expected);
    assertThat(evaluate(BINS, scores.repartition(5), 7)).isEqualTo(expected);
  }

  private List<Row> evaluate(int bins, Dataset<Row> rows, int partitions) {
    fixture.into(partitions);
    Result result = evaluate(bins, rows);
    assertThat(fixture.console()).contains("more passes");
    return Stream.concat(result.metrics().stream(), result.comparisons().stream()).toList();
  }

  @Test
  void whatBinsAndPassesDoNotSufficeForIsListed() {
    int bins = 50_000;
    fixture.holding(TaskMemory.DEFAULT.withBins(bins));
    Result result =
        fixture.evaluate(
            scores,
            SETTINGS[0],
            SETTINGS[1],
            "evaluate.slices=[platform, country, \"country*platform\"]");

    List<Row> missing = areas(result).filter(row -> row.<Double>getAs("value") == null).toList();
    assertThat(blurred(result)).hasSameSizeAs(missing);
    for (Row row : missing) {
      assertThat(blurred(result))
          .contains(
              row.getAs("metric")
                  + " of "
                  + row.getAs("model")
                  + " in slice "
                  + row.getAs("slice")
                  + " = "
                  + row.getAs("slice_value"));
    }
    List<String> reasons = blurred(result).stream().map(result::reason).toList();
    assertThat(reasons).allMatch(reason -> reason.contains("too many distinct values"));
    assertThat(reasons).anyMatch(reason -> reason.contains("bins of " + bins));
    assertThat(reasons).anyMatch(reason -> reason.contains("after 8 more passes"));
    assertThat(result.metric("candidate", "ROC-AUC").<Double>getAs("value")).isNotNull();
    assertThat(fixture.console()).contains("after 8 more passes with more bins");
  }
}
