package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.evaluate.ScoresFixture.Impression;
import io.rankproof.evaluate.ScoresFixture.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice planted in a small log: candidate ranks the click last where app meets de. */
class SliceFinderTest {
  private static final int USERS = 400;
  private static final String[] SETTINGS = {
    "evaluate.metrics=[RR]",
    "evaluate.pointwise=[]",
    "evaluate.slice-finder.enabled=true",
    "evaluate.slice-finder.min-requests=60"
  };

  /** 400 numbers, de's below 1000. */
  private static final String COUNTRY_NUMBER =
      "cast(substr(user, 2) as int) + 1000 * pmod(cast(substr(user, 2) as int), 3)";

  @TempDir Path folder;
  private ScoresFixture fixture;
  private final List<Impression> impressions = new ArrayList<>();

  @BeforeEach
  void fill() {
    fixture = new ScoresFixture(folder);
    for (int user = 0; user < USERS; user++) {
      addRequests(user, 0, 2);
    }
  }

  private void addRequests(int user, int from, int to) {
    for (int request = from; request < to; request++) {
      addRequest(
          user,
          "q" + user + "-" + request,
          user % 2 == 0 ? "app" : "web",
          user % 3 == 0 ? "de" : "fr",
          user * 7 + request);
    }
  }

  private void addRequest(int user, String request, String platform, String country, int draw) {
    boolean planted = platform.equals("app") && country.equals("de");
    int clicked = draw % 4;
    for (int item = 0; item < 4; item++) {
      double candidate = ((draw / 4 + 3 * item) * 37 % 101) / 101.0;
      double production = ((draw / 4 + 5 * item) * 53 % 101) / 101.0;
      Impression impression =
          Impression.of(request, "i" + item, "u" + user, item == clicked ? 1 : 0)
              .on(platform, country)
              .scores(planted && item == clicked ? -1 : candidate, production);
      impressions.add(impression);
      fixture.add(impression);
    }
  }

  private static String[] with(String... more) {
    return Stream.concat(Stream.of(SETTINGS), Stream.of(more)).toArray(String[]::new);
  }

  private static List<String> found(Result result) {
    return result.sliceFindings().stream()
        .map(
            row ->
                String.join(
                    " ",
                    row.<String>getAs("model"),
                    "<",
                    row.<String>getAs("worse_than"),
                    "in",
                    row.<String>getAs("slice"),
                    row.<String>getAs("slice_value")))
        .toList();
  }

  @Test
  void findsThePlantedPair() {
    Result result = fixture.evaluate(SETTINGS);

    assertThat(found(result))
        .contains(
            "candidate < production in country*platform de*app",
            "candidate < elsewhere in country*platform de*app")
        .noneMatch(finding -> finding.startsWith("production"));
    Row finding =
        result.sliceFindings().stream()
            .filter(row -> row.getAs("slice_value").equals("de*app"))
            .filter(row -> row.getAs("worse_than").equals("production"))
            .findFirst()
            .orElseThrow();
    assertThat(finding.<Double>getAs("value")).isCloseTo(0.25, within(1e-12));
    assertThat(finding.<Double>getAs("delta"))
        .isCloseTo(0.25 - finding.<Double>getAs("reference"), within(1e-12));
    assertThat(finding.<Double>getAs("ci_high")).isNegative();
    assertThat(finding.<Double>getAs("p_bh")).isBetween(finding.<Double>getAs("p_value"), 0.05);
    assertThat(finding.<Long>getAs("n_requests"))
        .isEqualTo(impressions.stream().filter(SliceFinderTest::isPlanted).count() / 4);
    assertThat(result.count("tests of the slice finder"))
        .isEqualTo(finding.<Integer>getAs("tests").longValue());
  }

  private static boolean isPlanted(Impression row) {
    return row.platform().equals("app") && row.country().equals("de");
  }

  @Test
  void numericFeaturesAreCutIntoBins() {
    Dataset<Row> rows =
        fixture
            .scores()
            .withColumn("feature_tenure", expr("pmod(cast(substr(user, 2) as int), 3) * 10.5"));
    Result result =
        fixture.evaluate(
            rows,
            with(
                "source.features.tenure=t",
                "evaluate.slice-finder.columns=[platform]",
                "evaluate.slice-finder.numeric=[tenure]",
                "evaluate.slice-finder.bins=3"));

    assertThat(found(result)).contains("candidate < production in platform*tenure app*below 10.5");
  }

  /** The planted slice is where the feature is NaN, and nothing says that it is large. */
  @Test
  void aFeatureThatIsNotANumberIsMissing() {
    Dataset<Row> rows =
        fixture
            .scores()
            .withColumn(
                "feature_tenure",
                expr(
                    "IF(segment_country = 'de', double('NaN'), "
                        + "pmod(cast(substr(user, 2) as int), 3) * 10.5)"));
    Result result =
        fixture.evaluate(
            rows,
            with(
                "source.features.tenure=t",
                "evaluate.slice-finder.columns=[platform]",
                "evaluate.slice-finder.numeric=[tenure]",
                "evaluate.slice-finder.bins=2"));

    assertThat(found(result))
        .contains("candidate < production in platform*tenure app*(missing)")
        .noneMatch(finding -> finding.endsWith("and above"));
  }

  @Test
  void aRequestWhoseRowsDifferInAColumnIsInNoSliceOfIt() {
    for (int i = 0; i < 300; i++) {
      for (int item = 0; item < 4; item++) {
        fixture.add(
            Impression.of("m" + i, "i" + item, "v" + i, item == i % 4 ? 1 : 0)
                .on(item == 0 ? "app" : "web", "de")
                .scores(item == i % 4 ? -1.0 : 0.5, item / 4.0));
      }
    }
    Result result = fixture.evaluate(SETTINGS);

    Row app =
        result.sliceFindings().stream()
            .filter(row -> row.getAs("slice_value").equals("de*app"))
            .findFirst()
            .orElseThrow();
    assertThat(app.<Long>getAs("n_requests"))
        .isEqualTo(impressions.stream().filter(SliceFinderTest::isPlanted).count() / 4);
  }

  @Test
  void anyLayoutGivesTheSameFindings() {
    for (int user = 0; user < USERS; user++) {
      addRequests(user, 2, 3 + user % 4);
    }
    List<String> expected = lines(fixture.evaluate(fixture.scores().coalesce(1), SETTINGS));
    assertThat(expected).isNotEmpty();
    assertThat(lines(fixture.evaluate(fixture.scores().repartition(13), SETTINGS)))
        .isEqualTo(expected);
    for (int partitions : new int[] {1, 2, 7}) {
      for (int seed = 0; seed < 2; seed++) {
        Column anyOrder = xxhash64(col("request"), col("item"), lit(seed));
        Dataset<Row> rows = fixture.scores().coalesce(1).sortWithinPartitions(anyOrder);
        assertThat(lines(fixture.into(partitions).evaluate(rows, SETTINGS))).isEqualTo(expected);
      }
    }
  }

  private static List<String> lines(Result result) {
    return result.sliceFindings().stream().map(Row::toString).toList();
  }

  /** The expected nDCG is the same in every request, and no double holds it. */
  @Test
  void modelsOfTiedScoresAreNotWorseAnywhere() {
    for (int user = 0; user < USERS; user++) {
      addRequests(user, 2, 3 + user % 4);
    }
    ScoresFixture tied = new ScoresFixture(folder.resolve("tied"));
    impressions.forEach(row -> tied.add(row.scores(0.5, 0.5)));
    Result result = tied.evaluate(with("evaluate.slice-finder.metric=\"nDCG@4\""));

    assertThat(found(result)).isEmpty();
  }

  /** All items of de are as good: any order is the best one, but a tie's nDCG is 1 less a bit. */
  @Test
  void valuesThatDifferByRoundingAreNotWorse() {
    ScoresFixture alike = new ScoresFixture(folder.resolve("alike"));
    for (int request = 0; request < USERS; request++) {
      boolean german = request % 3 == 0;
      for (int item = 0; item < 6; item++) {
        alike.add(
            Impression.of(
                    "q" + request, "i" + item, "u" + request, german || item == request % 6 ? 1 : 0)
                .on(request % 2 == 0 ? "app" : "web", german ? "de" : "fr")
                .scores(0.5, german ? item / 6.0 : 0.5));
      }
    }
    Result result = alike.evaluate(with("evaluate.slice-finder.metric=\"nDCG@6\""));

    assertThat(found(result)).noneMatch(finding -> finding.contains("< production"));
  }

  @Test
  void numericSegmentsOfManyValuesAreCutIntoBins() {
    Dataset<Row> rows = fixture.scores().withColumn("number_country", expr(COUNTRY_NUMBER));
    Result result =
        fixture.evaluate(
            rows.withColumn("segment_country", col("number_country").cast("string")),
            with("evaluate.slice-finder.bins=3"));

    assertThat(found(result)).contains("candidate < production in country*platform below 1001*app");
    assertThat(result.gaps()).noneMatch(gap -> gap.contains("largest values"));
  }

  @Test
  void numericSegmentsOfFewValuesAreSearchedByValue() {
    Dataset<Row> rows =
        fixture
            .scores()
            .withColumn("number_country", expr("floor((" + COUNTRY_NUMBER + ") / 1000)"));
    Result result =
        fixture.evaluate(
            rows.withColumn("segment_country", col("number_country").cast("string")), SETTINGS);

    assertThat(found(result)).contains("candidate < production in country*platform 0*app");
  }

  @Test
  void secondsOfOneWeekAreCutIntoBins() {
    Dataset<Row> rows =
        fixture
            .scores()
            .withColumn("feature_since", expr("1700000000D + 10 * (" + COUNTRY_NUMBER + ")"));
    Result result =
        fixture.evaluate(
            rows,
            with(
                "source.features.since=t",
                "evaluate.slice-finder.columns=[platform]",
                "evaluate.slice-finder.numeric=[since]",
                "evaluate.slice-finder.bins=3"));

    assertThat(found(result))
        .contains("candidate < production in platform*since app*below 1700010000");
  }

  @Test
  void valuesBeyondTheLargestAreSaid() {
    Dataset<Row> rows =
        fixture
            .scores()
            .withColumn(
                "segment_country", expr("concat('c', pmod(cast(substr(user, 2) as int), 60))"));
    Result result =
        fixture.evaluate(
            rows,
            with(
                "evaluate.slice-finder.columns=[country]", "evaluate.slice-finder.min-requests=4"));

    assertThat(result.reason("slice finder: country beyond its 50 largest values"))
        .contains("it has 60 values");
  }

  @Test
  void whatIsNotSearchedIsSaid() {
    assertThat(fixture.evaluate(SETTINGS[0], SETTINGS[1]).reason("slice finder"))
        .contains("evaluate.slice-finder.enabled is false");
    Result one = fixture.evaluate(with("evaluate.slice-finder.most-findings=1"));
    assertThat(one.sliceFindings()).hasSize(1);
    assertThat(one.reason("findings of the slice finder beyond 1")).contains("most-findings");
  }
}
