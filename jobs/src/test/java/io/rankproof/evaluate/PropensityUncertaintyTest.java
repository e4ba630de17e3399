package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.evaluate.ScoresFixture.Impression;
import io.rankproof.evaluate.ScoresFixture.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of three items, never clicked at position 1; propensities 1, 0.5 and 0.25. */
class PropensityUncertaintyTest {
  private static final String METRICS = "evaluate.metrics=[\"DCG@10\"]";
  private static final String[] SETTINGS = {
    METRICS, "evaluate.slices=[platform]", "evaluate.min-slice-requests=10"
  };

  /** The 97.5 % points of Student's t for the 60 users of all and the 30 of app. */
  private static final double STUDENT_ALL = 2.0009953770882;

  private static final double STUDENT_APP = 2.0452296421327;

  private static final double[] PROPENSITY = {1, 0.5, 0.25};

  @TempDir Path folder;

  private ScoresFixture fixture(String name) {
    ScoresFixture fixture = new ScoresFixture(folder.resolve(name));
    SplittableRandom random = new SplittableRandom(5);
    for (int request = 0; request < 120; request++) {
      for (int k = 0; k < PROPENSITY.length; k++) {
        boolean click = k > 0 && random.nextDouble() < PROPENSITY[k];
        fixture.add(
            Impression.of("r" + request, "i" + request + "_" + k, "u" + request / 2, click ? 1 : 0)
                .on(request % 4 < 2 ? "app" : "web", "fr")
                .scores(random.nextDouble(), random.nextDouble())
                .shown(PROPENSITY[k], false));
      }
    }
    return fixture;
  }

  private static Result evaluate(ScoresFixture fixture) {
    return fixture.evaluate(rows(fixture), SETTINGS);
  }

  private static Dataset<Row> rows(ScoresFixture fixture) {
    return fixture.scores().withColumn("position", expr("cast(1 - log2(propensity) as int)"));
  }

  @Test
  void withoutErrorTheIntervalsAreThoseOfKnownPropensities() {
    Result known = evaluate(fixture("known"));
    Result none = evaluate(fixture("none").propensitiesWithError(0, 0));
    Result hardly = evaluate(fixture("hardly").propensitiesWithError(1e-20, 0));
    assertThat(none.metrics()).isEqualTo(known.metrics());
    assertThat(none.comparisons()).isEqualTo(known.comparisons());
    for (String estimator : new String[] {"ips", "snips"}) {
      for (String slice : new String[] {"all", "app"}) {
        Row before = metric(known, estimator, slice);
        Row after = metric(hardly, estimator, slice);
        assertThat(after.<String>getAs("interval")).isEqualTo("bootstrap+propensities");
        for (String column : new String[] {"value", "ci_low", "ci_high"}) {
          assertThat(after.<Double>getAs(column))
              .as(estimator + " " + slice + " " + column)
              .isCloseTo(before.<Double>getAs(column), within(1e-8));
        }
      }
    }
  }

  @Test
  void propensitiesWithoutAnErrorAreSaidToBeTakenAsKnown() {
    Result trees = evaluate(fixture("trees").propensitiesWithoutError("em-features"));
    assertThat(trees.reason("the propensities' error in intervals of debiased metrics"))
        .contains(
            "propensities by em-features", "as known", "too narrow", "em.jackknife-groups above 0");
    Result jackknifed =
        evaluate(fixture("jackknifed").propensitiesWithError("all", "em-features", 0.09, 0.09));
    assertThat(jackknifed.gaps()).noneMatch(what -> what.startsWith("the propensities' error"));
    assertThat(metric(jackknifed, "ips", "all").<String>getAs("interval"))
        .isEqualTo("bootstrap+propensities");
    assertThat(width(metric(jackknifed, "ips", "all")))
        .isGreaterThan(1.5 * width(metric(trees, "ips", "all")));
    Result given = evaluate(fixture("given").propensitiesWithoutError("given"));
    assertThat(given.gaps()).noneMatch(what -> what.startsWith("the propensities' error"));
  }

  @Test
  void errorsThatAllClicksShareWidenIpsAndCancelInSnips() {
    Result known = evaluate(fixture("known"));
    Result uncertain = evaluate(fixture("uncertain").propensitiesWithError(0.09, 0.09));
    assertThat(width(metric(uncertain, "ips", "all")))
        .isGreaterThan(1.5 * width(metric(known, "ips", "all")));
    assertThat(metric(uncertain, "ips", "all").<Double>getAs("value"))
        .isEqualTo(metric(known, "ips", "all").<Double>getAs("value"));
    assertThat(width(metric(uncertain, "snips", "all")))
        .isCloseTo(width(metric(known, "snips", "all")), within(1e-8));
    assertThat(metric(uncertain, "plain", "all")).isEqualTo(metric(known, "plain", "all"));
    Row before = known.comparison("DCG@10", "ips", "all", "all");
    Row after = uncertain.comparison("DCG@10", "ips", "all", "all");
    assertThat(after.<Double>getAs("delta")).isEqualTo(before.<Double>getAs("delta"));
    assertThat(after.<Double>getAs("ci_low")).isNotEqualTo(before.<Double>getAs("ci_low"));
  }

  @Test
  void deltaIntervalsAddTheVarianceOfThePropensities() {
    Result known = evaluate(fixture("known").withoutBootstrap());
    Result shared =
        evaluate(fixture("shared").withoutBootstrap().propensitiesWithError(0.09, 0.09));
    Row before = metric(known, "ips", "app");
    Row after = metric(shared, "ips", "app");
    // Every click is divided by a propensity of the same error: the value moves by 0.3 of itself.
    double value = before.<Double>getAs("value");
    double ratio = width(after) / width(before);
    double error = before.<Double>getAs("se");
    assertThat(ratio).isCloseTo(Math.hypot(error, 0.3 * value) / error, within(1e-8));
    assertThat(width(metric(shared, "snips", "app")))
        .isCloseTo(width(metric(known, "snips", "app")), within(1e-8));
  }

  @Test
  void onlyTheContextsWithAnErrorGetWider() {
    Result known = evaluate(fixture("known"));
    Dataset<Row> rows = rows(fixture("contexts"));
    Result uncertain =
        fixture("uncertain")
            .propensitiesWithError("app|fr", 0.09, 0.09)
            .evaluate(
                rows,
                METRICS,
                SETTINGS[1],
                SETTINGS[2],
                "propensity.contexts=[platform, country]",
                "propensity.max-position=3");
    assertThat(width(metric(uncertain, "ips", "app")))
        .isGreaterThan(1.2 * width(metric(known, "ips", "app")));
    assertThat(width(metric(uncertain, "ips", "web")))
        .isCloseTo(width(metric(known, "ips", "web")), within(1e-8));
  }

  /**
   * Of the slices all, app and web, the memory of replicates holds all, but apart by point (4 sums
   * for each of 3 points) it is one double short of the third.
   */
  @Test
  void slicesBeyondTheReplicatesOfPropensitiesSaySo() {
    Result known = evaluate(fixture("known"));
    Result mixed =
        evaluate(
            fixture("mixed")
                .propensitiesWithError(0.09, 0.09)
                .holding(new TaskMemory(200 * 3 * 3 * 4 - 1, 1 << 20, 0, 1 << 21)));
    assertThat(metric(mixed, "ips", "app").<String>getAs("interval"))
        .isEqualTo("bootstrap+propensities");
    Row before = metric(known, "ips", "web");
    Row after = metric(mixed, "ips", "web");
    assertThat(before.<String>getAs("interval")).isEqualTo("bootstrap");
    assertThat(after.<String>getAs("interval")).isEqualTo("bootstrap-se+propensities");
    double value = before.<Double>getAs("value");
    assertThat(after.<Double>getAs("se"))
        .isCloseTo(Math.hypot(before.<Double>getAs("se"), 0.3 * value), within(1e-8));
    assertThat(mixed.reason("bootstrap of propensities in 1 slices")).contains("2 learned");
  }

  @Test
  void slicesBeyondTheMemoryOfPropensitiesTakeThemAsKnown() {
    Result known = evaluate(fixture("known"));
    long twoCohorts = 2 * 3 * 4;
    Result some =
        evaluate(
            fixture("some")
                .propensitiesWithError(0.09, 0.09)
                .holding(new TaskMemory(1 << 22, twoCohorts, 0, 1 << 21)));
    assertThat(metric(some, "ips", "app").<String>getAs("interval"))
        .isEqualTo("bootstrap+propensities");
    assertThat(metric(some, "ips", "web")).isEqualTo(metric(known, "ips", "web"));
    assertThat(some.reason("error of propensities in intervals of 1 slices"))
        .contains("2 learned propensities");

    Result none =
        evaluate(
            fixture("none")
                .propensitiesWithError(0.09, 0.09)
                .holding(new TaskMemory(1 << 22, 1, 0, 1 << 21)));
    assertThat(none.metrics()).isEqualTo(known.metrics());
    assertThat(none.comparisons()).isEqualTo(known.comparisons());
    assertThat(none.reason("error of propensities in intervals of 3 slices")).isNotEmpty();
  }

  private static final String[] LOSSES = {
    "evaluate.metrics=[\"DCG@10\"]",
    "evaluate.list-metrics=off",
    "evaluate.pointwise=[LogLoss, Brier]",
    "evaluate.slices=[platform]"
  };

  /**
   * Clicks are all divided by propensities of the same error, so a loss moves by 0.3 of the part
   * that is divided: the mean of click / p x (loss of a click - loss of none).
   */
  @Test
  void intervalsOfDebiasedLossesKnowTheErrorOfPropensities() {
    ScoresFixture plain = fixture("known").withoutBootstrap();
    List<Row> rows = rows(plain).collectAsList();
    Result known = plain.evaluate(rows(plain), LOSSES);
    ScoresFixture uncertain = fixture("uncertain").withoutBootstrap();
    Result widened = uncertain.propensitiesWithError(0.09, 0.09).evaluate(rows(uncertain), LOSSES);
    assertWidened(known, widened, rows, "delta", "delta+propensities");

    ScoresFixture replicated = fixture("replicated");
    ScoresFixture both = fixture("both").propensitiesWithError(0.09, 0.09);
    assertWidened(
        replicated.evaluate(rows(replicated), LOSSES),
        both.evaluate(rows(both), LOSSES),
        rows,
        "bootstrap",
        "bootstrap-se+propensities");
  }

  private static void assertWidened(
      Result known, Result widened, List<Row> rows, String before, String after) {
    for (String metric : new String[] {"LogLoss", "Brier"}) {
      for (String platform : new String[] {"all", "app"}) {
        String slice = platform.equals("all") ? "all" : "platform";
        double candidate = moved(rows, metric, "score_candidate", platform);
        double production = moved(rows, metric, "score_production", platform);
        Row plain = known.metric("candidate", metric, "ips", slice, platform);
        Row row = widened.metric("candidate", metric, "ips", slice, platform);
        assertThat(plain.<String>getAs("interval")).isEqualTo(before);
        assertThat(row.<String>getAs("interval")).isEqualTo(after);
        assertThat(row.<Double>getAs("value")).isEqualTo(plain.<Double>getAs("value"));
        double student = platform.equals("all") ? STUDENT_ALL : STUDENT_APP;
        assertError(plain, row, student, 0.3 * candidate);
        assertError(
            known.comparison(metric, "ips", slice, platform),
            widened.comparison(metric, "ips", slice, platform),
            student,
            0.3 * (candidate - production));
        assertThat(widened.metric("candidate", metric, "plain", slice, platform))
            .isEqualTo(known.metric("candidate", metric, "plain", slice, platform));
      }
    }
  }

  private static void assertError(Row plain, Row row, double student, double added) {
    double error = Math.hypot(plain.<Double>getAs("se"), added);
    assertThat(row.<Double>getAs("se")).isCloseTo(error, within(1e-8));
    assertThat(error).isGreaterThan(plain.<Double>getAs("se"));
    assertThat(width(row)).isCloseTo(2 * student * error, within(1e-8));
  }

  private static double moved(List<Row> rows, String metric, String column, String platform) {
    return rows.stream()
        .filter(row -> platform.equals("all") || platform.equals(row.getAs("segment_platform")))
        .mapToDouble(
            row -> {
              double score = row.getAs(column);
              double clicks = row.<Double>getAs("label_click") / row.<Double>getAs("propensity");
              double more =
                  metric.equals("Brier")
                      ? Math.pow(1 - score, 2) - score * score
                      : Math.log(1 - score) - Math.log(score);
              return clicks * more;
            })
        .average()
        .orElseThrow();
  }

  @Test
  void lossesBeyondTheMemoryOfPropensitiesTakeThemAsKnown() {
    ScoresFixture plain = fixture("known");
    Result known = plain.evaluate(rows(plain), LOSSES);
    long twoCohorts = 2 * 2 * 4;
    ScoresFixture little =
        fixture("little")
            .propensitiesWithError(0.09, 0.09)
            .holding(new TaskMemory(1 << 22, twoCohorts, 0, 1 << 21));
    Result some = little.evaluate(rows(little), LOSSES);
    assertThat(
            some.metric("candidate", "LogLoss", "ips", "platform", "app").<String>getAs("interval"))
        .isEqualTo("bootstrap-se+propensities");
    assertThat(some.metric("candidate", "LogLoss", "ips", "platform", "web"))
        .isEqualTo(known.metric("candidate", "LogLoss", "ips", "platform", "web"));
    assertThat(some.reason("error of propensities in intervals of 1 slices (ips losses)"))
        .contains("2 learned propensities");
  }

  private static Row metric(Result result, String estimator, String value) {
    String slice = value.equals("all") ? "all" : "platform";
    return result.metric("candidate", "DCG@10", estimator, slice, value);
  }

  private static double width(Row row) {
    return row.<Double>getAs("ci_high") - row.<Double>getAs("ci_low");
  }
}
