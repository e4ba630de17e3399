package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.evaluate.ScoresFixture.Impression;
import io.rankproof.evaluate.ScoresFixture.Result;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeyondEvaluationTest {
  private static final Offset<Double> CLOSE = within(1e-9);
  private static final String[] LISTS = {
    "evaluate.metrics=[RR]",
    "evaluate.pointwise=[]",
    "evaluate.beyond.enabled=true",
    "evaluate.beyond.k=2"
  };

  @TempDir Path folder;
  private ScoresFixture fixture;

  /**
   * Two requests of three items each. Candidate shows a1, a2 in the first and ties everything in
   * the second; production shows b, a1 and then b, a2. Items a1 and a2 are of category A and
   * creator ann, b of B and bob; b is the fresh one; the grade is the hide.
   */
  @BeforeEach
  void start() {
    fixture = new ScoresFixture(folder);
    row("r", "ann", "a1", 1, 0.9, 0.5);
    row("r", "ann", "a2", 0, 0.8, 0.1);
    row("r", "ann", "b", 0, 0.1, 0.9);
    row("s", "bob", "a1", 0, 0.5, 0.1);
    row("s", "bob", "a2", 1, 0.5, 0.2);
    row("s", "bob", "b", 0, 0.5, 0.3);
  }

  private void row(
      String request, String user, String item, int hide, double candidate, double production) {
    fixture.add(Impression.of(request, item, user, hide).scores(candidate, production));
  }

  private Dataset<Row> described() {
    return fixture
        .scores()
        .withColumn("time", expr("timestamp'2026-01-10 00:00:00'"))
        .withColumn(
            "item_created", expr("IF(item = 'b', time - interval 7 days, time - interval 8 days)"))
        .withColumn("item_category", expr("upper(substr(item, 1, 1))"))
        .withColumn("item_creator", expr("IF(item = 'b', 'bob', 'ann')"))
        .withColumn(
            "item_vector",
            expr(
                "CASE item WHEN 'a1' THEN array(2D, 0D) WHEN 'a2' THEN array(0D, 1D) ELSE"
                    + " array(-3D, 0D) END"))
        .withColumn(
            "item_information", expr("CASE item WHEN 'a1' THEN 1D WHEN 'a2' THEN 2D ELSE 4D END"));
  }

  private Result evaluate(String... settings) {
    Stream<String> all = Stream.concat(Stream.of(LISTS), Stream.of(settings));
    return fixture.evaluate(described(), all.toArray(String[]::new));
  }

  private static double value(Result result, String model, String metric) {
    return result.metric(model, metric).<Double>getAs("value");
  }

  @Test
  void meansOverRequestsAreExpectedOverTies() {
    Result result = evaluate("evaluate.beyond.hide=grade");

    assertThat(value(result, "production", "Novelty@2")).isCloseTo((2.5 + 3) / 2, CLOSE);
    assertThat(value(result, "candidate", "Novelty@2")).isCloseTo((1.5 + 7.0 / 3) / 2, CLOSE);
    assertThat(value(result, "production", "FreshShare@2")).isCloseTo(0.5, CLOSE);
    assertThat(value(result, "candidate", "FreshShare@2")).isCloseTo((0 + 1.0 / 3) / 2, CLOSE);
    assertThat(value(result, "production", "HideRate@2")).isCloseTo(0.5, CLOSE);
    assertThat(value(result, "candidate", "HideRate@2")).isCloseTo((0.5 + 1.0 / 3) / 2, CLOSE);
    assertThat(value(result, "production", "Diversity(by=category)@2")).isCloseTo(1, CLOSE);
    assertThat(value(result, "candidate", "Diversity(by=category)@2"))
        .isCloseTo((0 + 2.0 / 3) / 2, CLOSE);
    // Cosines: a1 a2 0, a1 b -1, a2 b 0.
    assertThat(value(result, "production", "Diversity(by=vector)@2")).isCloseTo(1.5, CLOSE);
    assertThat(value(result, "candidate", "Diversity(by=vector)@2"))
        .isCloseTo((1 + 4.0 / 3) / 2, CLOSE);
    Row novelty = result.metric("candidate", "Novelty@2");
    assertThat(novelty.<String>getAs("interval")).isEqualTo("bootstrap");
    assertThat(novelty.<Long>getAs("n_with_value")).isEqualTo(2);
    Row difference = result.comparison("HideRate@2", "plain", "all", "all");
    assertThat(difference.<Double>getAs("delta")).isCloseTo(-1.0 / 12, CLOSE);
    assertThat(difference.<Boolean>getAs("lower_is_better")).isTrue();
  }

  /** Of all items only b has a date: candidate shows it in the second request alone. */
  @Test
  void everyModelCountsItsOwnRequestsWithAValue() {
    Dataset<Row> rows =
        described().withColumn("item_created", expr("IF(item = 'b', item_created, null)"));
    Result result =
        fixture.evaluate(
            rows,
            Stream.concat(Stream.of(LISTS), Stream.of("evaluate.beyond.k=1"))
                .toArray(String[]::new));

    Row candidate = result.metric("candidate", "FreshShare@1");
    Row production = result.metric("production", "FreshShare@1");
    assertThat(candidate.<Long>getAs("n_with_value")).isEqualTo(1);
    assertThat(candidate.<Long>getAs("n_clusters")).isEqualTo(1);
    assertThat(candidate.<Double>getAs("effective_clusters")).isEqualTo(1);
    assertThat(candidate.<String>getAs("interval")).isEqualTo("none");
    assertThat(production.<Long>getAs("n_with_value")).isEqualTo(2);
    assertThat(production.<Long>getAs("n_clusters")).isEqualTo(2);
    assertThat(production.<Double>getAs("effective_clusters")).isEqualTo(2);
    Row difference = result.comparison("FreshShare@1", "plain", "all", "all");
    assertThat(difference.<Long>getAs("n_with_value")).isEqualTo(1);
    assertThat(difference.<Long>getAs("n_clusters")).isEqualTo(1);
    assertThat(difference.<Double>getAs("effective_clusters")).isEqualTo(1);
  }

  /** Production shows b, a1 and then b, a2; a1 is hidden with weight 3 in one request. */
  @Test
  void hideRateIsAShareWhateverALabelWeighs() {
    Dataset<Row> rows =
        described()
            .withColumn(
                "label_grade",
                expr(
                    "CASE WHEN item = 'a1' THEN 3D WHEN item = 'b' THEN -1D ELSE double('NaN')"
                        + " END"));
    Result result =
        fixture.evaluate(
            rows,
            Stream.concat(Stream.of(LISTS), Stream.of("evaluate.beyond.hide=grade"))
                .toArray(String[]::new));

    assertThat(value(result, "production", "HideRate@2")).isCloseTo((0.5 + 0) / 2, CLOSE);
  }

  @Test
  void exposureIsOfTheWholeCatalogue() {
    Result result = evaluate();

    // Exposures of a1, a2, b: candidate 5/3, 5/3, 2/3; production 1, 1, 2.
    assertThat(value(result, "candidate", "Coverage@2"))
        .isCloseTo((1 + 1 + 2.0 / 3) / 3, within(1e-6));
    assertThat(value(result, "production", "Coverage@2")).isCloseTo(1, CLOSE);
    assertThat(value(result, "candidate", "ItemGini@2")).isCloseTo(2 * 1.0 / (3 * 4), within(1e-6));
    assertThat(value(result, "production", "ItemGini@2")).isCloseTo(2 * 1.0 / (3 * 4), CLOSE);
    assertThat(value(result, "candidate", "CreatorGini@2"))
        .isCloseTo((10.0 / 3 - 2.0 / 3) / (2 * 4), within(1e-6));
    assertThat(value(result, "production", "CreatorGini@2")).isCloseTo(0, CLOSE);
    assertThat(result.metric("candidate", "Coverage@2").<String>getAs("interval"))
        .isEqualTo("none");
    assertThat(result.reason("intervals of Coverage@2")).contains("resampling users");
    assertThat(result.comparison("Coverage@2", "plain", "all", "all").<Double>getAs("delta"))
        .isCloseTo(-1.0 / 9, within(1e-6));
  }

  @Test
  void whatIsUnknownIsNotComputedWithItsReason() {
    Result result = fixture.evaluate(LISTS);

    assertThat(result.reason("CreatorGini@2")).contains("source.columns.item-creator");
    assertThat(result.reason("Diversity(by=category)@2")).contains("source.columns.item-category");
    assertThat(result.reason("Diversity(by=vector)@2")).contains("source.columns.item-vector");
    assertThat(result.reason("FreshShare@2")).contains("source.columns.item-created");
    assertThat(result.reason("HideRate@2")).contains("evaluate.beyond.hide");
    assertThat(result.reason("Novelty@2")).contains("training set");
    assertThat(value(result, "production", "Coverage@2")).isCloseTo(1, CLOSE);
  }

  @Test
  void listsNoLongerThanTheTopSaySo() {
    Result result = evaluate("evaluate.beyond.k=3");

    assertThat(result.reason("differences between models beyond accuracy")).contains("lower it");
    assertThat(value(result, "candidate", "ItemGini@3")).isCloseTo(0, CLOSE);
    assertThat(result.comparison("Novelty@3", "plain", "all", "all").<Double>getAs("delta"))
        .isZero();
  }

  /** Vectors of two numbers: of each request those of a1 and a2 are held, that of b is not. */
  @Test
  void vectorsBeyondMemoryAreUnknownAndCounted() {
    fixture.holding(new TaskMemory(1 << 22, 0, 5, 1 << 21));
    Result result = evaluate();

    assertThat(value(result, "candidate", "Diversity(by=vector)@2")).isCloseTo(1, CLOSE);
    assertThat(result.metric("production", "Diversity(by=vector)@2").<Double>getAs("value"))
        .isNull();
    assertThat(result.reason("Diversity(by=vector)@2 of 2 rows")).contains("more than 5 numbers");
    assertThat(value(result, "production", "Novelty@2")).isCloseTo((2.5 + 3) / 2, CLOSE);
  }

  @Test
  void itCanBeSwitchedOff() {
    Result result = evaluate("evaluate.beyond.enabled=false");

    assertThat(result.reason("metrics beyond accuracy")).contains("evaluate.beyond.enabled");
    assertThat(result.metrics()).noneMatch(row -> row.<String>getAs("metric").contains("@2"));
  }
}
