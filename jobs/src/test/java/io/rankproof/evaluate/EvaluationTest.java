package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import io.rankproof.evaluate.ScoresFixture.Impression;
import io.rankproof.evaluate.ScoresFixture.Result;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  private static final Offset<Double> EXACT = within(1e-12);
  private static final double SECOND = 1 / (Math.log(3) / Math.log(2));

  @TempDir Path folder;
  private ScoresFixture fixture;

  @BeforeEach
  void start() {
    fixture = new ScoresFixture(folder);
  }

  /**
   * Four requests of three users. Candidate puts the click first in a, second in b, first in d;
   * production second in a, first in b, third in d; c has no click.
   */
  private void addLists() {
    add("a", "ann", "web", 1, 0.9, 0.4, 0.5, 0.3);
    add("a", "ann", "web", 0, 0.1, 0.6, 1.0, 0.3);
    add("b", "ann", "app", 0, 0.8, 0.1, 1.0, 0.2);
    add("b", "ann", "app", 1, 0.7, 0.9, 0.25, 0.2);
    add("c", "bob", "app", 0, 0.6, 0.3, 1.0, 0.2);
    add("c", "bob", "app", 0, 0.2, 0.2, 0.5, 0.2);
    add("d", "cat", "web", 0, 0.4, 0.7, 1.0, 0.2);
    add("d", "cat", "web", 1, 0.5, 0.1, 0.5, 0.2);
    add("d", "cat", "web", 0, 0.3, 0.5, 0.5, 0.2);
  }

  private int items;

  private void add(
      String request,
      String user,
      String platform,
      double click,
      double candidate,
      double production,
      double propensity,
      double ignored) {
    fixture.add(
        Impression.of(request, "i" + items++, user, click)
            .on(platform, "fr")
            .scores(candidate, production)
            .shown(propensity, request.equals("b") || request.equals("d")));
  }

  @Test
  void listMetricsAreTheMeanOverRequestsWithAValue() {
    addLists();
    Result result = fixture.evaluate("evaluate.metrics=[\"nDCG@10\", \"RR\", \"P@2\"]");

    Row ndcg = result.metric("candidate", "nDCG@10");
    assertThat(ndcg.<Double>getAs("value")).isCloseTo((1 + SECOND + 1) / 3, EXACT);
    assertThat(ndcg.<Double>getAs("value_zero_filled")).isCloseTo((2 + SECOND) / 4, EXACT);
    assertThat(ndcg.<Long>getAs("n_requests")).isEqualTo(4);
    assertThat(ndcg.<Long>getAs("n_with_value")).isEqualTo(3);
    assertThat(ndcg.<Long>getAs("n_rows")).isEqualTo(9);
    assertThat(ndcg.<Long>getAs("n_clusters")).isEqualTo(2);
    assertThat(ndcg.<Double>getAs("effective_clusters")).isCloseTo(9.0 / 5, EXACT);
    assertThat(ndcg.<String>getAs("interval")).isEqualTo("bootstrap");
    assertThat(result.metric("production", "RR").<Double>getAs("value"))
        .isCloseTo((0.5 + 1 + 1.0 / 3) / 3, EXACT);
    assertThat(result.metric("production", "P@2").<Double>getAs("value"))
        .isCloseTo((0.5 + 0.5 + 0) / 3, EXACT);
    assertThat(result.comparison("RR", "plain", "all", "all").<Double>getAs("delta"))
        .isCloseTo((2.5 - 0.5 - 1 - 1.0 / 3) / 3, EXACT);
    assertThat(fixture.console()).contains("effective clusters");
    assertThat(result.reason("reliable intervals")).contains("1.8 effective clusters");
    assertThat(result.count("requests")).isEqualTo(4);
    assertThat(result.count("requests with a value of nDCG@10")).isEqualTo(3);
  }

  /** Of b it is not known yet whether there is a click; c has none. */
  @Test
  void requestsWithAnUnknownLabelCountAsZeroNowhere() {
    addLists();
    String label = "CASE WHEN request = 'b' THEN NULL ELSE label_click END";
    Result result =
        fixture.evaluate(
            fixture.scores().withColumn("label_click", expr(label)), "evaluate.metrics=[RR]");

    Row rr = result.metric("production", "RR");
    assertThat(rr.<Double>getAs("value")).isCloseTo((0.5 + 1.0 / 3) / 2, EXACT);
    assertThat(rr.<Double>getAs("value_zero_filled")).isCloseTo((0.5 + 1.0 / 3) / 3, EXACT);
  }

  /** In both requests candidate has the click first, production second. */
  @Test
  void twoUsersWhoAgreeGiveNoPValue() {
    for (String user : List.of("ann", "bob")) {
      add("of " + user, user, "web", 1, 0.9, 0.4, 0.5, 0.3);
      add("of " + user, user, "web", 0, 0.1, 0.6, 1.0, 0.3);
    }
    Result result = fixture.evaluate("evaluate.metrics=[RR]");

    Row difference = result.comparison("RR", "plain", "all", "all");
    assertThat(difference.<Double>getAs("delta")).isEqualTo(0.5);
    assertThat(difference.<Double>getAs("p_value")).isNull();
    assertThat(difference.<Double>getAs("p_holm")).isNull();
  }

  /** AUCs of the candidate: 1 in a, 0 in b, 1 in d; of production 0, 1, 0. e has no negative. */
  @Test
  void aucIsWeightedByImpressionsAndByPositives() {
    addLists();
    add("e", "eve", "web", 1, 0.4, 0.7, 1.0, 0.2);
    add("f", "eve", "web", 1, 0.9, 0.1, 1.0, 0.2);
    add("f", "eve", "web", 1, 0.2, 0.8, 1.0, 0.2);
    add("f", "eve", "web", 0, 0.5, 0.5, 1.0, 0.2);
    add("f", "eve", "web", 0, 0.3, 0.9, 1.0, 0.2);
    Result result = fixture.evaluate("evaluate.metrics=[AUC, \"AUC(rel=2)\"]");

    // Of four pairs in f, candidate has (+0.9 > both, +0.2 < both) 2, production (0.8 > 0.5) 1.
    double plain = (1 + 0 + 1 + 0.5) / 4;
    assertThat(value(result, "AUC", "plain")).isCloseTo(plain, EXACT);
    assertThat(value(result, "AUC", "impressions"))
        .isCloseTo((2 + 0 + 3 + 4 * 0.5) / (2 + 2 + 3 + 4), EXACT);
    assertThat(value(result, "AUC", "positives")).isCloseTo((1 + 0 + 1 + 2 * 0.5) / 5, EXACT);
    assertThat(result.comparison("AUC", "impressions", "all", "all").<Double>getAs("delta"))
        .isCloseTo((2 + 3 + 2 - 2 - 4 * 0.25) / 11, EXACT);
    Row weighted = result.metric("candidate", "AUC", "impressions", "all", "all");
    assertThat(weighted.<Long>getAs("n_with_value")).isEqualTo(4);
    assertThat(weighted.<String>getAs("interval")).isEqualTo("bootstrap");
    assertThat(result.reason("reliable intervals")).contains("only 2.7 effective clusters");
    // No label reaches 2.
    assertThat(
            result
                .metric("candidate", "AUC(rel=2)", "impressions", "all", "all")
                .<Double>getAs("value"))
        .isNull();
  }

  @Test
  void onlyAucHasWeightedMeans() {
    addLists();
    assertThat(fixture.evaluate("evaluate.metrics=[RR]").metrics())
        .extracting(row -> row.<String>getAs("estimator"))
        .doesNotContain("impressions", "positives");
    assertThatThrownBy(
            () ->
                ScoresFixture.config(
                    "decide.primary.metric=RR", "decide.primary.estimator=impressions"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("decide.primary.estimator", "for AUC alone");
  }

  @Test
  void requestMetricsHaveOneRowPerRequestAndModel() {
    addLists();
    Result result = fixture.evaluate("evaluate.metrics=[RR]");

    assertThat(
            result.requestMetrics().orderBy("request", "model").collectAsList().stream()
                .map(Row::toString))
        .contains("[a,ann,candidate,2,1.0]", "[a,ann,production,2,0.5]")
        .contains("[c,bob,candidate,2,null]", "[d,cat,production,3,0.3333333333333333]")
        .hasSize(8);
  }

  @Test
  void debiasedSumsWeightClicksByInversePropensityOverAllRequests() {
    addLists();
    Result result = fixture.evaluate("evaluate.metrics=[\"nDCG@10\", \"P@2\"]");

    // Clicks: a at p = 0.5, b at 0.25, d at 0.5; candidate ranks them 1, 2, 1.
    double sum = 1 / 0.5 + SECOND / 0.25 + 1 / 0.5;
    assertThat(value(result, "DCG@10", "ips")).isCloseTo(sum / 4, EXACT);
    assertThat(value(result, "DCG@10", "snips")).isCloseTo(sum / (2 + 4 + 2), EXACT);
    assertThat(value(result, "P@2", "ips")).isCloseTo((2 + 4 + 2) / 2.0 / 4, EXACT);
    assertThat(result.metrics())
        .filteredOn(row -> row.getAs("metric").equals("nDCG@10"))
        .extracting(row -> row.<String>getAs("estimator"))
        .containsOnly("plain", "user", "randomised");
  }

  private static double value(Result result, String metric, String estimator) {
    return result.metric("candidate", metric, estimator, "all", "all").getAs("value");
  }

  @Test
  void randomisedSliceHasItsOwnPlainMetrics() {
    addLists();
    Result result = fixture.evaluate("evaluate.metrics=[RR]", "evaluate.pointwise=[MAE]");

    Row random = result.metric("candidate", "RR", "randomised", "all", "all");
    assertThat(random.<Double>getAs("value")).isCloseTo((0.5 + 1) / 2, EXACT);
    assertThat(random.<Long>getAs("n_requests")).isEqualTo(2);
    assertThat(value(result, "MAE", "randomised"))
        .isCloseTo((0.8 + 0.3 + 0.4 + 0.5 + 0.3) / 5, EXACT);
  }

  @Test
  void slicesAndCrossesAddUpToTheWhole() {
    addLists();
    Result result =
        fixture.evaluate(
            "evaluate.metrics=[RR]", "evaluate.slices=[platform, \"country*platform\"]");

    Row web = result.metric("candidate", "RR", "plain", "platform", "web");
    Row app = result.metric("candidate", "RR", "plain", "platform", "app");
    assertThat(web.<Double>getAs("value")).isCloseTo(1, EXACT);
    assertThat(app.<Double>getAs("value")).isCloseTo(0.5, EXACT);
    assertThat(web.<Long>getAs("n_requests") + app.<Long>getAs("n_requests")).isEqualTo(4);
    assertThat(
            result
                .metric("candidate", "RR", "plain", "country*platform", "fr*web")
                .<Double>getAs("value"))
        .isCloseTo(1, EXACT);
    assertThat(result.comparison("RR", "plain", "platform", "web").<Double>getAs("p_bh"))
        .isNotNull();
  }

  @Test
  void smallSlicesAreListedNotComputed() {
    addLists();
    Result result =
        fixture.evaluate(
            "evaluate.metrics=[RR]", "evaluate.slices=[platform]", "evaluate.min-slice-requests=3");

    assertThat(result.reason("slice platform = app")).contains("2 requests", "(3)");
    assertThat(result.metrics()).extracting(row -> row.<String>getAs("slice")).containsOnly("all");
  }

  /** Of web's two requests one was shown in random order, as of app's two. */
  @Test
  void aSliceNeedsItsLeastSizeOnRandomisedTrafficToo() {
    addLists();
    Result result =
        fixture.evaluate(
            "evaluate.metrics=[RR]",
            "evaluate.pointwise=[MAE]",
            "evaluate.slices=[platform]",
            "evaluate.min-slice-requests=2");

    assertThat(result.metrics())
        .filteredOn(row -> row.getAs("slice").equals("platform"))
        .extracting(row -> row.<String>getAs("estimator"))
        .contains("plain")
        .doesNotContain("randomised");
    assertThat(result.comparisons())
        .noneMatch(
            row ->
                row.getAs("slice").equals("platform")
                    && row.getAs("estimator").equals("randomised"));
    assertThat(result.reason("metrics on randomised traffic of 2 slices")).contains("(2)");
    assertThat(value(result, "RR", "randomised")).isCloseTo((0.5 + 1) / 2, EXACT);
  }

  /** ann has two requests, which count half each; the two without a user count as much as she. */
  @Test
  void aRequestWithoutAUserIsAUserOfItsOwn() {
    for (String request : new String[] {"a", "b", "c", "d"}) {
      String user = request.compareTo("c") < 0 ? "ann" : null;
      boolean first = request.equals("a") || request.equals("c");
      fixture.add(Impression.of(request, "1", user, 1).scores(first ? 0.9 : 0.1, 0.5));
      fixture.add(Impression.of(request, "2", user, 0).scores(0.5, 0.4));
    }
    fixture.add(Impression.of("e", "1", null, 1).scores(0.9, 0.5));
    Result result = fixture.evaluate("evaluate.metrics=[RR]");

    Row byUser = result.metric("candidate", "RR", "user", "all", "all");
    assertThat(byUser.<Double>getAs("value")).isCloseTo((0.75 + 1 + 0.5 + 1) / 4, EXACT);
    assertThat(byUser.<Long>getAs("n_with_value")).isEqualTo(4);
    assertThat(result.metric("candidate", "RR").<Double>getAs("value"))
        .isCloseTo((1 + 0.5 + 1 + 0.5 + 1) / 5, EXACT);
    assertThat(result.count("test rows without a user (each request is a user of its own)"))
        .isEqualTo(5);
  }

  @Test
  void missingScoresRankLastAndTheirRequestsLeaveTheComparison() {
    fixture.add(Impression.of("a", "1", "ann", 1).scores(null, 0.9));
    fixture.add(Impression.of("a", "2", "ann", 0).scores(0.5, 0.1));
    fixture.add(Impression.of("b", "1", "bob", 1).scores(0.9, 0.1));
    fixture.add(Impression.of("b", "2", "bob", 0).scores(0.5, 0.4));
    Result result =
        fixture.evaluate(
            "evaluate.metrics=[RR]", "evaluate.pointwise=[MAE]", "evaluate.max-missing-scores=0.5");

    Row candidate = result.metric("candidate", "RR");
    assertThat(candidate.<Double>getAs("value")).isCloseTo((0.5 + 1) / 2, EXACT);
    assertThat(candidate.<Long>getAs("missing_scores")).isEqualTo(1);
    Row delta = result.comparison("RR", "plain", "all", "all");
    assertThat(delta.<Double>getAs("delta")).isCloseTo(1 - 0.5, EXACT);
    assertThat(delta.<Long>getAs("n_requests")).isEqualTo(1);
    assertThat(result.metric("candidate", "MAE").<Double>getAs("value"))
        .isCloseTo((0.5 + 0.1 + 0.5) / 3, EXACT);
    // Rows 2 of a, and both of b.
    assertThat(result.comparison("MAE", "plain", "all", "all").<Double>getAs("delta"))
        .isCloseTo((0.5 + 0.1 + 0.5) / 3 - (0.1 + 0.9 + 0.4) / 3, EXACT);
    assertThat(result.count("missing scores candidate")).isEqualTo(1);
  }

  /** Of app's two requests the candidate scores one, of web's two both. */
  @Test
  void aSliceNeedsItsLeastSizeAmongTheRequestsThatAreCompared() {
    for (String request : new String[] {"a", "b", "c", "d"}) {
      String platform = request.compareTo("c") < 0 ? "web" : "app";
      Double score = request.equals("d") ? null : Double.valueOf(0.9);
      fixture.add(
          Impression.of(request, "1", "u" + request, 1).on(platform, "fr").scores(score, 0.5));
      fixture.add(Impression.of(request, "2", "u" + request, 0).on(platform, "fr"));
    }
    Result result =
        fixture.evaluate(
            "evaluate.metrics=[RR]",
            "evaluate.slices=[platform]",
            "evaluate.min-slice-requests=2",
            "evaluate.max-missing-scores=0.5");

    assertThat(result.metrics())
        .filteredOn(row -> row.getAs("slice").equals("platform"))
        .extracting(row -> row.<String>getAs("slice_value"))
        .contains("web", "app");
    assertThat(result.comparisons())
        .filteredOn(row -> row.getAs("slice").equals("platform"))
        .filteredOn(row -> row.getAs("metric").equals("RR"))
        .extracting(row -> row.<String>getAs("slice_value"))
        .containsOnly("web");
    assertThat(result.reason("1 comparisons of a model in a slice")).contains("both", "(2)");
  }

  /** The largest label is in the map. */
  @Test
  void labelsOutsideAGainMapAreAnError() {
    fixture.add(Impression.of("a", "1", "ann", 3));
    fixture.add(Impression.of("a", "2", "ann", 2));
    fixture.add(Impression.of("a", "3", "ann", 2.5));
    fixture.add(Impression.of("a", "4", "ann", 1));

    assertThatThrownBy(
            () -> fixture.evaluate("evaluate.metrics=[\"nDCG(gain=map:0:0;1:1;3:7)@10\"]"))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("nDCG(gain=map:0:0;1:1;3:7)@10", "2 rows", "2.0", "gain map");
  }

  @Test
  void tooManyMissingScoresAreAnError() {
    fixture.add(Impression.of("a", "1", "ann", 1).scores(null, 0.9));
    fixture.add(Impression.of("a", "2", "ann", 0));

    assertThatThrownBy(() -> fixture.evaluate())
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("candidate", "1 of 2", "max-missing-scores");
  }

  @Test
  void numbersThatNoSumHoldsAreNamed() {
    fixture.add(Impression.of("a", "1", "ann", 1).scores(1e160, 0.9));
    fixture.add(Impression.of("a", "2", "ann", 0).scores(0.2, -0.9));
    assertThat(fixture.evaluate("evaluate.metrics=[RR]", "evaluate.pointwise=[]").metrics())
        .isNotEmpty();
    assertThatThrownBy(() -> fixture.evaluate("evaluate.pointwise=[RMSE]"))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("model candidate", "1.0E160", "above 1.0E100", "scale it down");

    fixture.add(Impression.of("b", "1", "bob", -1e300).scores(0.3, 0.9));
    assertThatThrownBy(() -> fixture.evaluate("evaluate.metrics=[\"MU@1\"]"))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("label click", "1.0E300", "scale it down");
  }

  @Test
  void pointwiseMetricsAreThoseOfTheFormulas() {
    fixture.add(Impression.of("a", "1", "ann", 1).scores(0.8, 3.0));
    fixture.add(Impression.of("b", "1", "bob", 0).scores(0.6, -1.0).weighing(2));
    fixture.add(Impression.of("c", "1", "cat", 1).scores(0.4, 2.0));
    fixture.add(Impression.of("d", "1", "dan", 0).scores(0.1, 1.0));
    Result result =
        fixture.evaluate(
            "evaluate.pointwise=[ROC-AUC, PR-AUC, LogLoss, NormalisedEntropy, Brier, RMSE, MAE,"
                + " ECE]",
            "evaluate.bins=2");

    // Pairs: 0.8 beats 0.6 (weight 2) and 0.1; 0.4 beats 0.1 only.
    assertThat(plain(result, "ROC-AUC")).isCloseTo((2 + 1 + 1) / 6.0, EXACT);
    assertThat(plain(result, "PR-AUC")).isCloseTo((1 + 2.0 / 4) / 2, EXACT);
    double logLoss = -(Math.log(0.8) + 2 * Math.log(0.4) + Math.log(0.4) + Math.log(0.9)) / 5;
    assertThat(plain(result, "LogLoss")).isCloseTo(logLoss, EXACT);
    double entropy = -(0.4 * Math.log(0.4) + 0.6 * Math.log(0.6));
    assertThat(plain(result, "NormalisedEntropy")).isCloseTo(logLoss / entropy, EXACT);
    double squares = 0.04 + 2 * 0.36 + 0.36 + 0.01;
    assertThat(plain(result, "Brier")).isCloseTo(squares / 5, EXACT);
    assertThat(plain(result, "RMSE")).isCloseTo(Math.sqrt(squares / 5), EXACT);
    assertThat(plain(result, "MAE")).isCloseTo((0.2 + 2 * 0.6 + 0.6 + 0.1) / 5, EXACT);
    assertThat(result.metric("candidate", "LogLoss").<Long>getAs("n_clusters")).isEqualTo(4);
    assertThat(result.reason("LogLoss, NormalisedEntropy, Brier, ECE of production"))
        .contains("-1.0 to 3.0");
    assertThat(result.comparison("RMSE", "plain", "all", "all").<Boolean>getAs("lower_is_better"))
        .isTrue();
    assertThat(result.reason("list metrics")).contains("0 of 4 requests");
  }

  private static double plain(Result result, String metric) {
    return result.metric("candidate", metric).getAs("value");
  }

  @Test
  void calibrationTableAndItsErrorAgree() {
    fixture.add(Impression.of("a", "1", "ann", 0).scores(0.1, 0.5));
    fixture.add(Impression.of("b", "1", "bob", 0).scores(0.3, 0.5));
    fixture.add(Impression.of("c", "1", "cat", 1).scores(0.6, 0.5));
    fixture.add(Impression.of("d", "1", "dan", 1).scores(0.8, 0.5));
    Result result = fixture.evaluate("evaluate.pointwise=[ECE]", "evaluate.bins=2");

    assertThat(plain(result, "ECE")).isCloseTo((0.4 + 0.6) / 4, EXACT);
    assertThat(
            result.calibration().stream()
                .filter(row -> row.getString(0).equals("candidate"))
                .map(Row::toString))
        .containsExactly(
            "[candidate,click,all,all,0,0.0,0.6,2.0,0.2,0.0,2]",
            "[candidate,click,all,all,1,0.6,1.0,2.0,0.7,1.0,2]");
  }

  @Test
  void debiasedLossesUseClickOverPropensity() {
    fixture.add(Impression.of("a", "1", "ann", 1).scores(0.8, 0.5).shown(0.5, null));
    fixture.add(Impression.of("b", "1", "bob", 0).scores(0.4, 0.5).shown(1.0, null));
    Result result = fixture.evaluate("evaluate.pointwise=[LogLoss, Brier]");

    double logLoss = -(2 * Math.log(0.8) - Math.log(0.2)) - Math.log(0.6);
    assertThat(value(result, "LogLoss", "ips")).isCloseTo(logLoss / 2, EXACT);
    assertThat(value(result, "Brier", "ips")).isCloseTo((2 * 0.04 - 0.64 + 0.16) / 2, EXACT);
  }

  @Test
  void clustersOfALossAreThoseWithRowsThatItIsOver() {
    fixture.add(Impression.of("a", "1", "ann", 1).scores(0.8, 0.5).shown(0.5, null));
    fixture.add(Impression.of("b", "1", "bob", 0).scores(0.4, 0.5).shown(1.0, null));
    fixture.add(Impression.of("c", "1", "cat", 0).scores(0.3, 0.5).shown(null, null));
    Result result = fixture.evaluate("evaluate.pointwise=[LogLoss]");

    Row known = result.metric("candidate", "LogLoss", "ips", "all", "all");
    assertThat(known.<Long>getAs("n_clusters")).isEqualTo(2);
    assertThat(known.<Double>getAs("effective_clusters")).isCloseTo(2, EXACT);
    assertThat(result.metric("candidate", "LogLoss").<Long>getAs("n_clusters")).isEqualTo(3);
  }

  @Test
  void rowsThatAModelCannotPredictLeaveItsPointwiseComparisons() {
    fixture.trainedWithPropensities("candidate");
    fixture.add(Impression.of("a", "1", "ann", 1).scores(0.8, 0.5).shown(0.5, null));
    fixture.add(Impression.of("a", "2", "ann", 0).scores(0.6, 0.1).shown(null, null));
    fixture.add(Impression.of("b", "1", "bob", 0).scores(0.4, 0.3).shown(1.0, null));
    fixture.add(Impression.of("b", "2", "bob", 1).scores(0.9, 0.7).shown(1.0, null));
    Result result =
        fixture.evaluate("evaluate.metrics=[RR]", "evaluate.pointwise=[RMSE, MAE, Brier]");

    // Candidate predicts 0.4, 0.4 and 0.9; of the second row nothing.
    Row delta = result.comparison("MAE", "plain", "all", "all");
    assertThat(delta.<Double>getAs("delta"))
        .isCloseTo((0.6 + 0.4 + 0.1) / 3 - (0.5 + 0.3 + 0.3) / 3, EXACT);
    assertThat(result.comparison("Brier", "plain", "all", "all").<Double>getAs("delta"))
        .isCloseTo((0.36 + 0.16 + 0.01) / 3 - (0.25 + 0.09 + 0.09) / 3, EXACT);
    assertThat(result.metric("production", "MAE").<Double>getAs("value"))
        .isCloseTo((0.5 + 0.1 + 0.3 + 0.3) / 4, EXACT);
    assertThat(result.metric("candidate", "MAE").<Long>getAs("missing_scores")).isZero();
    // Lists rank by scores, which are all there.
    assertThat(result.comparison("RR", "plain", "all", "all").<Long>getAs("n_requests"))
        .isEqualTo(2);
    assertThat(result.reason("losses and calibration of candidate in 1 rows"))
        .contains("no usable propensity");
  }

  @Test
  void areasAloneNeedNoPropensity() {
    fixture.trainedWithPropensities("candidate");
    fixture.add(Impression.of("a", "1", "ann", 1).scores(0.8, 0.5).shown(0.5, null));
    fixture.add(Impression.of("b", "1", "bob", 0).scores(0.9, 0.1).shown(null, null));
    fixture.add(Impression.of("c", "1", "cat", 0).scores(0.4, 0.3).shown(1.0, null));
    Result result = fixture.evaluate("evaluate.pointwise=[ROC-AUC]");

    assertThat(result.comparison("ROC-AUC", "plain", "all", "all").<Double>getAs("delta"))
        .isCloseTo(0.5 - 1, EXACT);
  }

  @Test
  void anIdenticalModelDiffersByExactlyNothing() {
    for (int i = 0; i < 60; i++) {
      double score = (i * 37 % 101) / 101.0;
      fixture.add(
          Impression.of("r" + i / 3, "i" + i, "u" + i / 6, i % 4 == 0 ? 1 : 0)
              .scores(score, score));
    }
    Result result = fixture.evaluate();

    for (Row row : result.comparisons()) {
      assertThat(row.<Double>getAs("delta")).isZero();
      boolean hasInterval = !row.<String>getAs("metric").equals("ECE");
      assertThat(row.<Double>getAs("se")).isEqualTo(hasInterval ? 0.0 : null);
      assertThat(row.<Double>getAs("p_value")).isEqualTo(hasInterval ? 1.0 : null);
    }
  }

  @Test
  void withoutUsersEachRequestIsItsOwnCluster() {
    fixture.add(Impression.of("a", "1", null, 1).scores(0.1, 0.9));
    fixture.add(Impression.of("a", "2", null, 0).scores(0.2, 0.1));
    Result result = fixture.evaluate("evaluate.metrics=[RR]");

    assertThat(result.reason("intervals clustered by user")).contains("its own cluster");
    assertThat(result.metric("candidate", "RR").<String>getAs("interval")).isEqualTo("none");
  }

  @Test
  void badSettingsAreOneClearLine() {
    addLists();
    assertThatThrownBy(() -> fixture.evaluate("evaluate.metrics=[\"nDGC@10\"]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("evaluate.metrics", "nDGC", "nDCG");
    assertThatThrownBy(() -> fixture.evaluate("evaluate.metrics=[\"nDCG(label=clik)@10\"]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("evaluate.metrics", "clik", "did you mean click");
    assertThatThrownBy(() -> fixture.evaluate("evaluate.pointwise=[\"LogLos\"]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("evaluate.pointwise", "did you mean LogLoss");
    assertThatThrownBy(() -> fixture.evaluate("evaluate.slices=[\"platfrom\"]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("evaluate.slices", "did you mean platform");
    assertThatThrownBy(() -> fixture.evaluate("evaluate.slices=[\"a*b*c\"]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("evaluate.slices");
    assertThatThrownBy(() -> fixture.evaluate("evaluate.baseline=prodution"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("evaluate.baseline", "did you mean production");
  }

  @Test
  void anEmptyTestSetIsAnInputError() {
    assertThatThrownBy(() -> fixture.evaluate())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("test set");
  }
}
