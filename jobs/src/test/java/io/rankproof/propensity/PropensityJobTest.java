package io.rankproof.propensity;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import io.rankproof.job.RunContext;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow") // more than a minute; the quickstart runs the same job
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
      ('c', 1, 0.0), ('c', 2, 0.0), ('d', 1, 0.0), ('d', 2, 0.0)\
      """;

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
    assertThat(gaps(none, "source.columns.position")).containsAll(BESIDE);
  }

  private static final List<String> BESIDE =
      List.of(
          "test of the position-based model (Cochran's Q)",
          "trust bias by position",
          "click models");

  private static List<String> gaps(RunContext context, String reason) {
    return context.store().entry(context.run(), "propensity").orElseThrow().notComputed().stream()
        .filter(gap -> gap.reason().contains(reason))
        .map(LedgerEntry.NotComputed::what)
        .toList();
  }

  @Test
  void whatNeedsAKeyIsSaidToBeMissingWithoutOne() {
    assertThat(gaps(run("", slice(SLICE)), "propensity.key")).isEqualTo(BESIDE);
  }

  @Test
  void withAKeyOnlyWhatIsMissingIsSaid() {
    RunContext context = run(HARVESTED, clicked());
    assertThat(gaps(context, "randomised slice")).containsExactly("trust bias by position");
    assertThat(gaps(context, "")).doesNotContain(BESIDE.get(0), BESIDE.get(2));
  }

  /** Pairs of 600 positions do not fit into memory; given propensities do not need them. */
  @Test
  void whatDoesNotFitBesideTheMethodIsLeftOutAndSaid() {
    Dataset<Row> deep =
        TestSpark.session()
            .range(600)
            .selectExpr(
                "concat('u', id) AS user",
                "'r' AS request",
                "concat('i', id) AS item",
                "int(id + 1) AS position",
                "1D AS label_click",
                "1D / (id + 1) AS examination_propensity");
    RunContext context =
        run("propensity { key = [item], compare = [harvest, em], max-position = 1000 }", deep);

    assertThat(propensities(context)).hasSize(600).allMatch(row -> row.getAs("usable"));
    assertThat(gaps(context, "600 positions in 1 contexts"))
        .containsExactlyInAnyOrder("propensities by harvest, em", BESIDE.get(0), BESIDE.get(1));
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
    assertThatThrownBy(() -> run("propensity.method = em-features", slice(SLICE)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("source.features or source.categories");
  }

  /** Two items on two days; item a moves from position 1 to 2 between the days. */
  private static final String MOVED =
      """
      ('u1', 'a', 1, 1.0, 1), ('u2', 'a', 1, 1.0, 1), ('u3', 'a', 1, 0.0, 1), ('u4', 'a', 2, 1.0, 1),
      ('u5', 'a', 2, 1.0, 2), ('u6', 'a', 2, 0.0, 2), ('u7', 'b', 1, 1.0, 2), ('u8', 'b', 2, 0.0, 2),
      ('u9', 'b', 2, 1.0, 2), ('u1', 'c', 2, 1.0, 1)\
      """;

  @Test
  void harvestingComparesEveryKeyWithItself() {
    RunContext context = run(HARVESTED + "propensity.method = harvest", moved(MOVED));

    // a: 2 clicks of 3 at position 1, 2 of 3 at 2; b: 1 of 1 and 1 of 2; c was at one position only
    double upper = 2 * 3 / 6.0 + 1 * 1 / 3.0;
    double lower = 2 * 3 / 6.0 + 1 * 2 / 3.0;
    Row second = propensities(context).get(1);
    assertThat(second.<Double>getAs("propensity")).isCloseTo(upper / lower, within(1e-12));
    assertThat(second.<String>getAs("method")).isEqualTo("harvest");
    assertThat(second.<Long>getAs("impressions")).isEqualTo(6);
    assertThat(second.<Boolean>getAs("usable")).isTrue();
    assertThat(second.<Double>getAs("ci_low")).isLessThan(upper / lower);
    // within day 1: a with 2 of 3 and 1 of 1; within day 2: b as above
    assertThat(methods(context).get("harvest-within-days 2"))
        .isCloseTo((1 * 3 / 4.0 + 1 / 3.0) / (2 * 1 / 4.0 + 2 / 3.0), within(1e-12));
    assertThat(methods(context)).containsKeys("em 2", "pivot 2", "harvest-uniform 2");
    assertThat(methods(context).get("harvest-uniform 2"))
        .isCloseTo((2 / 3.0 + 1 / 2.0) / (2 / 3.0 + 1), within(1e-12));
    assertThat(context.read(Table.PROPENSITY_TESTS).where("position = 2 AND q IS NULL").count())
        .isEqualTo(1);
  }

  /** Clicks come in bursts by day: who counts the day as one unit sees less evidence. */
  @Test
  void theClusterChangesTheIntervalAndNotTheCurve() {
    Dataset<Row> rows = bursts();
    Row byUser = propensities(run(HARVESTED + "propensity.method = harvest", rows)).get(1);
    RunContext other =
        ExampleTable.run(
            folder.resolve("clusters"),
            CONFIG + HARVESTED + "propensity { method = harvest, cluster = [platform] }",
            rows);
    ExampleTable.run(other, new PropensityJob());
    Row byPlatform = propensities(other).get(1);

    assertThat(byPlatform.<Double>getAs("propensity"))
        .isEqualTo(byUser.<Double>getAs("propensity"));
    assertThat(relativeWidth(byPlatform)).isGreaterThan(2 * relativeWidth(byUser));
  }

  private static double relativeWidth(Row point) {
    return Math.log(point.<Double>getAs("ci_high") / point.<Double>getAs("ci_low"));
  }

  /** On each of 40 platforms position 2 is looked at by all users or by one in ten. */
  private static Dataset<Row> bursts() {
    return TestSpark.session()
        .range(20_000)
        .selectExpr(
            "concat('u', id) AS user",
            "concat('r', id) AS request",
            "concat('i', id % 7) AS item",
            "int(1 + pmod(xxhash64(id, 1), 2)) AS position",
            "concat('p', pmod(xxhash64(id, 2), 40)) AS segment_platform",
            "pmod(xxhash64(id, 3), 1000000) / 1e6D AS u")
        .selectExpr(
            "*",
            "double(u < 0.5D * CASE WHEN position = 1 THEN 1.0D WHEN pmod(xxhash64(segment_platform"
                + "), 2) = 0 THEN 1.0D ELSE 0.1D END) AS label_click",
            "false AS randomised");
  }

  @Test
  void samplesAreBoundedAndTheSameWhateverThePartitions() {
    Dataset<Row> rows = clicked();
    String bounded =
        HARVESTED
            + FEATURED
            + "propensity { method = em-features, compare = [harvest], em.max-rows = 3000"
            + ", max-lists = 2000 }";
    RunContext one = run(bounded, rows.coalesce(1));
    RunContext seven =
        ExampleTable.run(folder.resolve("seven"), CONFIG + bounded, rows.repartition(7));
    ExampleTable.run(seven, new PropensityJob());

    // Requests have one row each: the share of the hash gives 3,000 and 2,000 up to its own chance.
    assertThat(diagnostics(one).get("em_features_rows")).isBetween(2800.0, 3200.0);
    long lists =
        one.read(Table.CLICK_MODELS)
            .where("position = 0 AND model = 'no position bias'")
            .head()
            .<Long>getAs("impressions");
    assertThat(lists).isBetween(1800L, 2200L);
    assertThat(all(seven)).isEqualTo(all(one));
    assertThat(models(seven)).isEqualTo(models(one));

    RunContext none =
        ExampleTable.run(
            folder.resolve("none"), CONFIG + bounded + "\npropensity.max-lists = 0", rows);
    ExampleTable.run(none, new PropensityJob());
    assertThat(none.store().find(Table.CLICK_MODELS, none.run())).isEmpty();
    assertThat(gaps(none, "propensity.max-lists")).containsExactly("click models");
  }

  private static List<Row> models(RunContext context) {
    return context.read(Table.CLICK_MODELS).orderBy("model", "position").collectAsList();
  }

  @Test
  void harvestingIsTheSameWhateverThePartitions() {
    Dataset<Row> rows = clicked();
    List<Row> one = all(run(HARVESTED + "propensity.method = em", rows.coalesce(1)));
    RunContext other =
        ExampleTable.run(
            folder.resolve("other"),
            CONFIG + HARVESTED + "propensity.method = em",
            rows.repartition(7));
    ExampleTable.run(other, new PropensityJob());

    assertThat(all(other)).isEqualTo(one);
  }

  @Test
  void methodsFindTheCurveThatMadeTheClicks() {
    RunContext context = run(HARVESTED + FEATURED + "propensity.monotone = true", clicked());

    assertThat(propensities(context))
        .extracting(row -> row.getAs("method"))
        .containsOnly("harvest");
    for (String method :
        List.of("harvest", "pivot", "adjacent", "em", "harvest-uniform", "em-features")) {
      assertThat(methods(context).get(method + " 2")).as(method).isCloseTo(0.6, within(0.06));
      assertThat(methods(context).get(method + " 3")).as(method).isCloseTo(0.3, within(0.05));
    }
    assertThat(diagnostics(context)).containsEntry("positions_made_to_fall", 0.0);
    assertThat(context.read(Table.PROPENSITY_TESTS).where("p_holm > 0.001").count()).isEqualTo(2);
    Map<String, Double> perplexity =
        context.read(Table.CLICK_MODELS).where("position = 0").collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getDouble(4)));
    assertThat(perplexity.get("position-based, harvest"))
        .isLessThan(perplexity.get("no position bias"));
    assertThat(perplexity)
        .containsKeys("position-based, em", "position-based, pivot", "cascade", "sdbn", "dbn");
    assertThat(context.read(Table.CLICK_MODELS).where("position > 0").count())
        .isEqualTo(3L * perplexity.size());
  }

  @Test
  void trustBiasIsReadFromTheRandomisedSlice() {
    RunContext context = run(HARVESTED, clicked().withColumn("randomised", lit(true)));

    Row second = context.read(Table.PROPENSITY_TRUST).where("position = 2").head();
    assertThat(second.<Double>getAs("alpha")).isCloseTo(0.6, within(0.1));
    assertThat(second.<Double>getAs("alpha_low")).isLessThan(0.6);
    assertThat(second.<Double>getAs("alpha_high")).isGreaterThan(0.6);
    assertThat(second.<Double>getAs("beta")).isCloseTo(0, within(0.04));
    assertThat(second.<Long>getAs("keys")).isEqualTo(60);
    assertThat(methods(context)).containsKeys("randomised 2", "harvest 2");
  }

  /** The middle of the feature is relevant and shown high up: no logistic curve bends that way. */
  @Test
  void treesFindWhatALogisticCurveOfFeaturesCannot() {
    Dataset<Row> rows = bent();
    String features = "source.features { quality = q }\npropensity.compare = [harvest]\n";
    RunContext logistic = run(features + "propensity.method = em-features", rows);
    assertThat(propensities(logistic).get(1).<Double>getAs("ci_high")).isLessThan(0.45);

    String trees =
        features + "propensity { method = em-features, em { relevance = gbt, max-rows = 20000 } }";
    RunContext context = ExampleTable.run(folder.resolve("trees"), CONFIG + trees, rows);
    ExampleTable.run(context, new PropensityJob());
    Row second = propensities(context).get(1);
    assertThat(second.<Double>getAs("propensity")).isCloseTo(0.5, within(0.05));
    assertThat(second.<Double>getAs("ci_low")).isBetween(0.4, 0.5);
    assertThat(second.<Double>getAs("ci_high")).isBetween(0.5, 0.6);
    assertThat(second.<Boolean>getAs("usable")).isTrue();
    assertThat(diagnostics(context).get("em_last_change")).isBetween(0.0, 0.02);
    assertThat(diagnostics(context)).containsEntry("em_jackknife_groups", 20.0);
    assertThat(note(context, "em_jackknife_groups")).isNull();
    // half the width over Student's t with 19 degrees of freedom or fewer is the error of log p
    UncertainPoints points =
        UncertainPoints.of(context.read(Table.PROPENSITIES), context.config().propensity());
    assertThat(points.count()).isEqualTo(1);
    double error = Math.sqrt(points.covariances().get(0)[0][0]);
    assertThat(relativeWidth(second) / 2 / error).isBetween(2.0930, 2.6);
    assertThat(UncertainPoints.methodsWithoutError(context.read(Table.PROPENSITIES))).isEmpty();
  }

  @Test
  void treesWithoutTheJackknifeHaveNoIntervalAndSaySo() {
    RunContext context =
        run(
            "source.features { quality = q }\n"
                + "propensity { method = em-features, em { relevance = gbt, jackknife-groups = 0 } }",
            bent());
    Row second = propensities(context).get(1);
    assertThat(second.<Double>getAs("propensity")).isCloseTo(0.5, within(0.05));
    assertThat(second.<Double>getAs("ci_low")).isNull();
    assertThat(second.<List<Double>>getAs("log_covariance")).isNull();
    assertThat(second.<Boolean>getAs("usable")).isTrue();
    assertThat(note(context, "em_jackknife_groups"))
        .contains("propensity.em.jackknife-groups is 0", "no interval");
    assertThat(UncertainPoints.methodsWithoutError(context.read(Table.PROPENSITIES)))
        .containsExactly("em-features");
  }

  private static String note(RunContext context, String measure) {
    return context
        .read(Table.PROPENSITY_DIAGNOSTICS)
        .where("measure = '" + measure + "'")
        .head()
        .getAs("note");
  }

  private static Dataset<Row> bent() {
    return TestSpark.session()
        .range(20_000)
        .selectExpr(
            "id",
            "pmod(xxhash64(id, 1), 1000000) / 5e5D - 1 AS q",
            "pmod(xxhash64(id, 2), 1000000) / 1e6D AS u",
            "pmod(xxhash64(id, 3), 1000000) / 1e6D AS v")
        .selectExpr("*", "int(if(abs(q) + 0.6D * v > 0.8D, 2, 1)) AS position")
        .selectExpr(
            "concat('u', id % 977) AS user",
            "concat('r', id) AS request",
            "concat('i', id) AS item",
            "position",
            "double(u < (0.05D + 0.6D * (1 - abs(q))) * if(position = 1, 1.0D, 0.5D)) AS"
                + " label_click",
            "false AS randomised",
            "q AS feature_quality");
  }

  /** Half of the lists exchange the items at 1 and k: those two positions hold the same mix. */
  @Test
  void swappedTrafficIsComparedWithinItsPair() {
    Dataset<Row> rows = swapped();
    RunContext flagged = run("propensity.method = randomised", rows);
    assertThat(propensities(flagged).get(2).<Double>getAs("ci_high")).isLessThan(0.2);

    RunContext context =
        ExampleTable.run(
            folder.resolve("pairs"),
            CONFIG
                + "source.segments { swap_pair = s }\n"
                + "propensity { key = [swap_pair], method = pivot }",
            rows.withColumn("randomised", lit(false)));
    ExampleTable.run(context, new PropensityJob());
    for (int k = 2; k <= 3; k++) {
      Row point = propensities(context).get(k - 1);
      double truth = k == 2 ? 0.6 : 0.3;
      String pair = "segment_swap_pair = '1-" + k + "'";
      double ratio =
          rate(rows, pair + " AND position = " + k) / rate(rows, pair + " AND position = 1");
      assertThat(point.<Double>getAs("propensity")).isCloseTo(ratio, within(1e-9));
      assertThat(point.<Double>getAs("ci_low")).isLessThan(truth).isGreaterThan(0.9 * truth);
      assertThat(point.<Double>getAs("ci_high")).isGreaterThan(truth).isLessThan(1.1 * truth);
      assertThat(point.<Boolean>getAs("usable")).isTrue();
    }
  }

  private static double rate(Dataset<Row> rows, String where) {
    return rows.where(where).selectExpr("avg(label_click)").head().getDouble(0);
  }

  /**
   * Lists of three items, relevant to 0.6, 0.3 and 0.1 of the users; positions are looked at by 1,
   * 0.6 and 0.3 of them. Each list has a pair, (1, 2) or (1, 3), and half of them swap it.
   */
  private static Dataset<Row> swapped() {
    return TestSpark.session()
        .range(40_000)
        .selectExpr("id", "2 + pmod(xxhash64(id, 1), 2) AS k", "pmod(xxhash64(id, 2), 2) AS swaps")
        .selectExpr("*", "explode(array(1, 2, 3)) AS position")
        .selectExpr(
            "*",
            "int(CASE WHEN swaps = 1 AND position = 1 THEN k WHEN swaps = 1 AND position = k THEN 1"
                + " ELSE position END) AS item",
            "pmod(xxhash64(id, position, 3), 1000000) / 1e6D AS u")
        .selectExpr(
            "concat('u', id % 977) AS user",
            "concat('r', id) AS request",
            "concat('i', item) AS item",
            "position",
            "double(u < element_at(array(0.6D, 0.3D, 0.1D), item)"
                + " * element_at(array(1.0D, 0.6D, 0.3D), position)) AS label_click",
            "true AS randomised",
            "if(position = 1 OR position = k, concat('1-', k), null) AS segment_swap_pair");
  }

  @Test
  void contextsWithoutAnyComparisonHaveNoCurve() {
    RunContext context =
        run(HARVESTED + "propensity.method = harvest", moved("('u1', 'a', 1, 1.0, 1)"));

    assertThat(propensities(context)).isEmpty();
    assertThat(diagnostics(context)).containsEntry("positions_compared", 0.0);
    assertThat(context.store().entry(context.run(), "propensity").orElseThrow().notComputed())
        .anyMatch(missing -> missing.reason().contains("nothing connects clicks"));
  }

  private static final String HARVESTED =
      """
      propensity {
        key = [item]
        max-relative-interval = 100
        strata = 4
        compare = [given, randomised, harvest, harvest-uniform, pivot, adjacent, em, em-features]
      }
      """;

  private static final String FEATURED =
      """
      source.features { quality = q }
      source.categories { kind = k }
      """;

  private static Dataset<Row> moved(String values) {
    return TestSpark.session()
        .sql(
            "SELECT user, concat(user, day) AS request, item, position, double(clicked) AS"
                + " label_click, false AS randomised, timestamp_seconds(day * 86400) AS time FROM"
                + " VALUES "
                + values
                + " AS t(user, item, position, clicked, day)");
  }

  /** 60 items at positions 1 to 3, which 0.6 and 0.3 of the users of the first look at. */
  private static Dataset<Row> clicked() {
    return TestSpark.session()
        .range(60_000)
        .selectExpr(
            "concat('u', id % 977) AS user",
            "concat('r', id) AS request",
            "concat('i', id % 60) AS item",
            "1 + pmod(xxhash64(id, 1), 3) AS position",
            "pmod(xxhash64(id, 2), 1000000) / 1e6D AS u",
            "0.1 + (id % 60) / 100.0D AS relevance",
            "id")
        .selectExpr(
            "user",
            "request",
            "item",
            "int(position) AS position",
            "double(u < relevance * element_at(array(1.0D, 0.6D, 0.3D), int(position))) AS"
                + " label_click",
            "false AS randomised",
            "if(id % 10 = 0, null, relevance) AS feature_quality",
            "string(id % 3) AS category_kind",
            "if(pmod(xxhash64(request, 3), 10) = 0, 'validation', 'train') AS split");
  }

  private static Map<String, Double> methods(RunContext context) {
    return context.read(Table.PROPENSITY_METHODS).collectAsList().stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("method") + " " + row.getAs("position"),
                row -> row.<Double>getAs("propensity")));
  }

  private static List<Row> all(RunContext context) {
    return context.read(Table.PROPENSITY_METHODS).orderBy("method", "position").collectAsList();
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
