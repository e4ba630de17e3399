package io.rankproof.propensity;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import io.rankproof.job.RunContext;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropensityJobTest {
  private static final String CONFIG =
      """
      source.columns { position = p, randomised = r, examination-propensity = e }
      source.segments { platform = platform }
      label.engagements { click { value = c } }
      """;

  /** Four clusters with positions 1 and 2; clicks at 1 by a and b, at 2 by a. */
  private static final String SLICE =
      """
      ('a', 1, 1.0), ('a', 2, 1.0), ('b', 1, 1.0), ('b', 2, 0.0),
      ('c', 1, 0.0), ('c', 2, 0.0), ('d', 1, 0.0), ('d', 2, 0.0)""";

  @TempDir Path folder;

  @Test
  void ratioAndItsIntervalAreThoseWorkedByHand() {
    RunContext context = run("propensity.max-relative-interval = 2", slice(SLICE));
    Row second = propensities(context).get(1);

    // R1 = 1/2, R2 = 1/4; influences on log p: a .5, b -.5, c 0, d 0
    double half = 3.182446305284263 * Math.sqrt(4.0 / 3 * 0.5);
    assertThat(second.<Double>getAs("propensity")).isEqualTo(0.5);
    assertThat(second.<Double>getAs("ci_low")).isCloseTo(0.5 * Math.exp(-half), within(1e-9));
    assertThat(second.<Double>getAs("ci_high")).isCloseTo(0.5 * Math.exp(half), within(1e-9));
    assertThat(second.<Long>getAs("impressions")).isEqualTo(4);
    assertThat(second.<Long>getAs("clicks")).isEqualTo(1);
    assertThat(second.<String>getAs("method")).isEqualTo("randomised");
    assertThat(second.<Boolean>getAs("usable")).isTrue();
  }

  @Test
  void tooFewClicksAtTheReferenceMakeTheWholeContextUnusable() {
    RunContext context = run("", slice(SLICE));

    assertThat(propensities(context)).hasSize(2).noneMatch(row -> row.getAs("usable"));
    assertThat(diagnostics(context).get("reference_relative_interval"))
        .isCloseTo(3.182446305284263 * Math.sqrt(4.0 / 3 * 0.25), within(1e-9));
    assertThat(context.store().entry(context.run(), "propensity").orElseThrow().notComputed())
        .anyMatch(missing -> missing.reason().contains("max-relative-interval"));
  }

  @Test
  void propensitiesAboveOneAreKeptAndDeepPositionsShareTheLast() {
    RunContext context =
        run(
            "propensity { max-relative-interval = 9, max-position = 2 }",
            slice("('a', 1, 1.0), ('b', 1, 0.0), ('a', 2, 1.0), ('a', 3, 1.0), ('b', 7, 0.0)"));

    List<Row> curve = propensities(context);
    assertThat(curve).hasSize(2);
    assertThat(curve.get(1).<Double>getAs("propensity")).isCloseTo(2 / 3.0 * 2, within(1e-12));
    assertThat(diagnostics(context)).containsKey("propensity_above_1@2");
  }

  @Test
  void weightsAreMeasuredOnTheClicksOfAllTrainingRows() {
    Dataset<Row> logged =
        slice("('x', 1, 1.0), ('x', 2, 1.0), ('y', 2, 1.0)").withColumn("randomised", lit(false));
    RunContext context =
        run("propensity { max-relative-interval = 2, clip = 1.5 }", slice(SLICE).union(logged));

    // clicks: three at position 1 with weight 1, three at position 2 with min(2, 1.5)
    Map<String, Double> measures = diagnostics(context);
    assertThat(measures).containsEntry("weighted_clicks", 6.0);
    assertThat(measures.get("effective_sample_size"))
        .isCloseTo(7.5 * 7.5 / (3 + 3 * 2.25), within(1e-12));
    assertThat(measures).containsEntry("clipped_share", 0.5).containsEntry("mean_weight", 1.25);
    assertThat(measures.get("largest_weight_share")).isCloseTo(1.5 / 7.5, within(1e-12));
    assertThat(measures).containsEntry("weight_p50", 1.0).containsEntry("weight_p90", 1.5);
  }

  @Test
  void contextsHaveCurvesOfTheirOwnAndKeysThatCannotBeConfused() {
    Dataset<Row> rows =
        slice("('a', 1, 1.0), ('a', 2, 1.0)")
            .withColumn("segment_platform", lit("i|o"))
            .union(
                slice("('b', 1, 1.0), ('b', 2, 0.0)")
                    .withColumn("segment_platform", expr("string(null)")));
    RunContext context = run("propensity.contexts = [platform]", rows);

    assertThat(propensities(context))
        .extracting(row -> row.getString(0))
        .containsExactly("", "", "i\\|o", "i\\|o");
  }

  @Test
  void givenPropensitiesAreAveragedAndAttachedToRows() {
    Dataset<Row> rows =
        slice(SLICE)
            .withColumn(
                "examination_propensity",
                expr("CASE WHEN position = 1 THEN 1.0D WHEN user = 'a' THEN 0.4D ELSE 0.6D END"));
    RunContext context = run("", rows);

    Row second = propensities(context).get(1);
    assertThat(second.<Double>getAs("propensity")).isCloseTo(0.55, within(1e-10));
    assertThat(second.<String>getAs("method")).isEqualTo("given");
    assertThat(diagnostics(context)).containsKey("given_spread@2");
    Dataset<Row> attached =
        Propensities.attach(
            context.read(Table.EXAMPLES),
            context.read(Table.PROPENSITIES),
            context.config().propensity());
    assertThat(attached.where("position = 2 AND abs(propensity - 0.55) < 1e-9").count())
        .isEqualTo(4);
    assertThat(attached.count()).isEqualTo(8);
  }

  @Test
  void whatTheLogCannotTellIsSaid() {
    RunContext none = ExampleTable.run(folder, "label.primary = click", slice(SLICE));
    ExampleTable.run(none, new PropensityJob());
    assertThat(none.read(Table.PROPENSITIES).count()).isZero();
    assertThat(none.read(Table.PROPENSITY_DIAGNOSTICS).count()).isZero();
    assertThat(none.store().entry(none.run(), "propensity").orElseThrow().notComputed())
        .anyMatch(missing -> missing.reason().contains("source.columns.position"));
  }

  @Test
  void askingForWhatIsNotThereIsRefused() {
    Dataset<Row> plain = slice(SLICE).withColumn("randomised", lit(false));
    assertThatThrownBy(() -> run("propensity.method = randomised", plain))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("source.columns.randomised");
    assertThatThrownBy(
            () ->
                run(
                    "source.columns.randomised = null\npropensity.method = randomised",
                    slice(SLICE)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("propensity.method");
    assertThatThrownBy(() -> run("propensity.contexts = [platfrm]", slice(SLICE)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("did you mean platform?");
  }

  private RunContext run(String config, Dataset<Row> rows) {
    RunContext context = ExampleTable.run(folder, CONFIG + config, rows);
    ExampleTable.run(context, new PropensityJob());
    return context;
  }

  private static Dataset<Row> slice(String values) {
    return TestSpark.session()
        .sql(
            "SELECT user, user AS request, concat('item', position) AS item, position,"
                + " double(clicked) AS label_click, true AS randomised FROM VALUES "
                + values
                + " AS t(user, position, clicked)");
  }

  private static List<Row> propensities(RunContext context) {
    return context.read(Table.PROPENSITIES).orderBy("context", "position").collectAsList();
  }

  private static Map<String, Double> diagnostics(RunContext context) {
    return context
        .read(Table.PROPENSITY_DIAGNOSTICS)
        .where("context = 'all'")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getString(1), row -> row.getDouble(2)));
  }
}
