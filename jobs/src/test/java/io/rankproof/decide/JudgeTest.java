package io.rankproof.decide;

import static io.rankproof.result.Sample.difference;
import static io.rankproof.result.Sample.estimate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.DecideConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.result.Check;
import io.rankproof.result.Check.Kind;
import io.rankproof.result.Check.Status;
import io.rankproof.result.Decision;
import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.result.Measurement;
import io.rankproof.result.MetricKey;
import io.rankproof.result.SliceKey;
import io.rankproof.result.Verdict;
import io.rankproof.store.LedgerEntry.NotComputed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final String NDCG = "nDCG@10";
  private static final double T_975 = TDistribution.of(1000).inverseCumulativeProbability(.975);
  private static final double T_95 = TDistribution.of(1000).inverseCumulativeProbability(.95);

  private final List<Estimate> estimates =
      new ArrayList<>(List.of(estimate("production", NDCG, .4), estimate("gbt", NDCG, .42)));
  private final List<Difference> differences = new ArrayList<>();
  private final List<String> slices = new ArrayList<>();
  private final List<NotComputed> notComputed = new ArrayList<>();
  private Optional<List<LeakFinding>> leaks = Optional.of(List.of());
  private String policy = "";

  @Test
  void advancesWhenTheLowerBoundIsAboveTheMargin() {
    differences.add(difference("gbt", NDCG, .02, .005));
    Decision decision = only();
    assertThat(decision.verdict()).isEqualTo(Verdict.ADVANCE_TO_AB_TEST);
    assertThat(decision.rank()).isEqualTo(1);
    assertThat(decision.needed()).isEmpty();
    Check primary = check(decision, Kind.PRIMARY);
    assertThat(primary.value()).hasValue(.02);
    assertThat(primary.bound().getAsDouble()).isCloseTo(.02 - T_975 * .005, within(1e-12));
    assertThat(decision.reasons().get(0))
        .startsWith(
            "nDCG@10 gains +0.02000 over the baseline; the interval that decides, [+0.01019,"
                + " +0.02981] (Student's t, 95.0%), lies above the margin");
  }

  @Test
  void marginIsStrict() {
    differences.add(difference("gbt", NDCG, .02, .005));
    policy = "decide.primary.margin = 0.015";
    Decision decision = only();
    assertThat(decision.verdict()).isEqualTo(Verdict.INSUFFICIENT_EVIDENCE);
    // (1.9623 x 0.005 / 0.005)^2 = 3.851 times of 1001 clusters.
    assertThat(T_975 * T_975).isCloseTo(3.851, within(.001));
    assertThat(decision.needed().get()).contains("3.9 times").contains("3,855 instead of 1,001");
  }

  @Test
  void anEqualModelDoesNotAdvance() {
    differences.add(difference("gbt", NDCG, 0, 0));
    Decision decision = only();
    assertThat(decision.verdict()).isEqualTo(Verdict.HOLD);
    assertThat(check(decision, Kind.PRIMARY).status()).isEqualTo(Status.FAIL);
  }

  @Test
  void holdsWhenShownToBeWorse() {
    differences.add(difference("gbt", NDCG, -.02, .005));
    assertThat(only().verdict()).isEqualTo(Verdict.HOLD);
  }

  @Test
  void lowerIsBetterTurnsTheSign() {
    policy = "decide.primary.metric = LogLoss";
    estimates.add(estimate("production", "LogLoss", .3));
    estimates.add(estimate("gbt", "LogLoss", .28));
    differences.add(difference("gbt", "LogLoss", -.02, .005));
    Decision decision = only();
    assertThat(decision.verdict()).isEqualTo(Verdict.ADVANCE_TO_AB_TEST);
    assertThat(check(decision, Kind.PRIMARY).value()).hasValue(.02);
  }

  @Test
  void holmOverCandidates() {
    // p = 0.030 alone passes; as the smaller of two it has to be at most 0.025.
    double z = TDistribution.of(1000).inverseCumulativeProbability(1 - .03 / 2);
    estimates.add(estimate("logistic", NDCG, .41));
    differences.add(difference("gbt", NDCG, z * .01, .01));
    assertThat(judge().get(0).verdict()).isEqualTo(Verdict.ADVANCE_TO_AB_TEST);
    differences.add(difference("logistic", NDCG, .001, .01));
    Decision gbt = judge().get(0);
    assertThat(gbt.model()).isEqualTo("gbt");
    assertThat(gbt.verdict()).isEqualTo(Verdict.INSUFFICIENT_EVIDENCE);
    assertThat(gbt.reasons().get(0)).contains("97.5% by Holm over 2 candidates");
    double bound = check(gbt, Kind.PRIMARY).bound().getAsDouble();
    double q = TDistribution.of(1000).inverseCumulativeProbability(1 - .025 / 2);
    assertThat(bound).isCloseTo((z - q) * .01, within(1e-12));
  }

  @Test
  void absentPrimaryIsUnknownAndHolds() {
    notComputed.add(new NotComputed("list metrics", "3% of the requests have two items or more"));
    Decision decision = only();
    assertThat(decision.verdict()).isEqualTo(Verdict.HOLD);
    assertThat(check(decision, Kind.PRIMARY).status()).isEqualTo(Status.UNKNOWN);
    assertThat(decision.reasons().get(0)).contains("3% of the requests");
  }

  @Test
  void aDifferenceWithoutStandardErrorIsUnknown() {
    Difference whole = difference("gbt", NDCG, .02, .005);
    differences.add(
        new Difference(
            "gbt",
            "production",
            whole.key(),
            whole.slice(),
            new Measurement(
                OptionalDouble.of(.02),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty()),
            whole.relative(),
            whole.pValue(),
            whole.pHolm(),
            whole.pBh(),
            false,
            whole.sample()));
    assertThat(check(only(), Kind.PRIMARY).status()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void anotherEstimatorDoesNotStandIn() {
    policy = "decide.primary.estimator = randomised";
    differences.add(difference("gbt", NDCG, .02, .005));
    assertThat(check(only(), Kind.PRIMARY).status()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void aSliceIsJudgedByThePolicysEstimatorAndSaysSo() {
    policy = "decide.primary.estimator = randomised";
    slices.add("platform");
    addSlice("platform", "ios", -.05, .01);
    SliceKey ios = new SliceKey("platform", "ios");
    differences.add(by("randomised", difference("gbt", NDCG, .03, .005)));
    differences.add(by("randomised", difference("gbt", NDCG, ios, .03, .01, 500)));
    assertThat(check(only(), Kind.SLICE).reason())
        .contains("platform = ios: nDCG@10 (randomised) changes for the better by 0.03000");
  }

  private static Difference by(String estimator, Difference of) {
    return new Difference(
        of.model(),
        of.baseline(),
        new MetricKey(of.key().metric(), of.key().label(), estimator),
        of.slice(),
        of.delta(),
        of.relative(),
        of.pValue(),
        of.pHolm(),
        of.pBh(),
        of.lowerIsBetter(),
        of.sample());
  }

  @Test
  void guardrailPassesFailsOrCannotTell() {
    differences.add(difference("gbt", NDCG, .02, .005));
    differences.add(difference("gbt", "R@10", -.001, .001));
    policy = guardrail("R@10", .003);
    Decision passes = only();
    assertThat(passes.verdict()).isEqualTo(Verdict.ADVANCE_TO_AB_TEST);
    assertThat(check(passes, Kind.GUARDRAIL).bound().getAsDouble())
        .isCloseTo(-.001 - T_95 * .001, within(1e-12));

    policy = guardrail("R@10", .002);
    Decision unclear = only();
    assertThat(unclear.verdict()).isEqualTo(Verdict.INSUFFICIENT_EVIDENCE);
    assertThat(unclear.needed().get()).contains("R@10: 2.7 times");

    differences.add(difference("gbt", "P@5", -.02, .005));
    policy = guardrail("P@5", .001);
    Decision fails = only();
    assertThat(fails.verdict()).isEqualTo(Verdict.HOLD);
    assertThat(fails.reasons()).hasSize(1);
    assertThat(fails.reasons().get(0)).contains("P@5").contains("beyond");
  }

  @Test
  void guardrailRespectsTheMetricsSense() {
    differences.add(difference("gbt", NDCG, .02, .005));
    differences.add(difference("gbt", "LogLoss", .02, .002));
    policy = guardrail("LogLoss", .01);
    assertThat(check(only(), Kind.GUARDRAIL).status()).isEqualTo(Status.FAIL);
  }

  @Test
  void absentGuardrailNeverPasses() {
    differences.add(difference("gbt", NDCG, .02, .005));
    policy = guardrail("P@5", .01);
    assertThat(only().verdict()).isEqualTo(Verdict.HOLD);
  }

  @Test
  void harmedSliceHolds() {
    differences.add(difference("gbt", NDCG, .02, .005));
    slices.add("platform");
    addSlice("platform", "ios", .03, .01);
    addSlice("platform", "web", -.01, .01);
    assertThat(only().verdict()).isEqualTo(Verdict.ADVANCE_TO_AB_TEST);
    assertThat(check(only(), Kind.SLICE).reason()).contains("weakest where platform = web");
    addSlice("platform", "tv", -.05, .01);
    Decision held = only();
    assertThat(held.verdict()).isEqualTo(Verdict.HOLD);
    assertThat(held.reasons().get(0))
        .contains("platform = tv: nDCG@10 changes for the worse by 0.05000; with no true drop")
        .contains("probability <0.0001 (corrected for all values tested; 0.05000 or less");
    policy = "decide.slice-harm = 0.05";
    assertThat(only().verdict()).isEqualTo(Verdict.ADVANCE_TO_AB_TEST);
  }

  @Test
  void declaredSliceWithoutValuesIsUnknown() {
    differences.add(difference("gbt", NDCG, .02, .005));
    slices.add("platform");
    slices.add("country");
    addSlice("country", "fr", .01, .01);
    notComputed.add(new NotComputed("slice platform = tv", "12 requests, fewer than 100"));
    Decision decision = only();
    assertThat(decision.verdict()).isEqualTo(Verdict.HOLD);
    assertThat(decision.reasons().get(0)).contains("12 requests");
  }

  @Test
  void calibrationGate() {
    differences.add(difference("gbt", NDCG, .02, .005));
    policy = "decide.max-ece = 0.02";
    assertThat(check(only(), Kind.CALIBRATION).status()).isEqualTo(Status.UNKNOWN);
    estimates.add(estimate("gbt", "ECE", .01));
    assertThat(only().verdict()).isEqualTo(Verdict.ADVANCE_TO_AB_TEST);
    policy = "decide.max-ece = 0.005";
    assertThat(only().verdict()).isEqualTo(Verdict.HOLD);
  }

  @Test
  void aSevereLeakHoldsUnlessItIsWaivedByName() {
    differences.add(difference("gbt", NDCG, .02, .005));
    leaks =
        Optional.of(
            List.of(leak("shared_items", Severity.INFO), leak("encodes_id", Severity.SEVERE)));
    Decision held = only();
    assertThat(held.verdict()).isEqualTo(Verdict.HOLD);
    assertThat(held.reasons())
        .singleElement()
        .asString()
        .contains("encodes_id (f): because", "decide.waive");
    policy = "decide.waive = [encodes_time]";
    assertThat(only().verdict()).isEqualTo(Verdict.HOLD);
    policy = "decide.waive = [\"encodes_id:f\"]";
    assertThat(only().verdict()).isEqualTo(Verdict.ADVANCE_TO_AB_TEST);
    assertThat(only().reasons()).anyMatch(reason -> reason.contains("but what decide.waive names"));
  }

  @Test
  void aMissingLeakAuditIsUnknown() {
    differences.add(difference("gbt", NDCG, .02, .005));
    leaks = Optional.empty();
    assertThat(only().verdict()).isEqualTo(Verdict.HOLD);
    assertThat(only().reasons()).anyMatch(reason -> reason.contains("run the job audit"));
  }

  private static LeakFinding leak(String finding, Severity severity) {
    return new LeakFinding(
        finding,
        "f",
        "m",
        OptionalDouble.of(1),
        OptionalDouble.of(0),
        severity,
        List.of(),
        "because");
  }

  @Test
  void fewClustersAreInsufficient() {
    differences.add(difference("gbt", NDCG, SliceKey.ALL, .02, .001, 50));
    Decision decision = only();
    assertThat(decision.verdict()).isEqualTo(Verdict.INSUFFICIENT_EVIDENCE);
    assertThat(decision.needed().get()).contains("at least 50 effective clusters (now 40.00)");
  }

  @Test
  void missingScoresHold() {
    differences.add(difference("gbt", NDCG, .02, .005));
    Estimate gbt = estimates.remove(1);
    estimates.add(
        new Estimate(
            gbt.model(),
            gbt.key(),
            gbt.slice(),
            gbt.measured(),
            gbt.interval(),
            gbt.zeroFilled(),
            gbt.sample(),
            gbt.rows(),
            gbt.tiedShare(),
            4_000,
            gbt.errorBound()));
    Decision decision = only();
    assertThat(decision.verdict()).isEqualTo(Verdict.HOLD);
    assertThat(decision.reasons().get(0)).contains("10.0% of the rows have no score of gbt");
  }

  @Test
  void ranksByVerdictThenGain() {
    for (String model : List.of("a", "b", "c")) {
      estimates.add(estimate(model, NDCG, .4));
    }
    differences.add(difference("gbt", NDCG, .02, .004));
    differences.add(difference("a", NDCG, .05, .2));
    differences.add(difference("b", NDCG, .03, .004));
    differences.add(difference("c", NDCG, -.03, .004));
    assertThat(judge()).extracting(Decision::model).containsExactly("b", "gbt", "a", "c");
    assertThat(judge()).extracting(Decision::rank).containsExactly(1, 2, 3, 4);
    assertThat(Decisions.overall(judge()).advances()).isTrue();
  }

  @Test
  void aCandidateThatWasNotEvaluatedHolds() {
    policy = "train.models.logistic.kind = logistic\ndecide.candidates = [logistic]";
    differences.add(difference("gbt", NDCG, .02, .005));
    assertThat(only().reasons().get(0))
        .contains("logistic was not evaluated; evaluated: gbt, production");
  }

  @Test
  void policyNamesAreReadAsTheMetricsTableWritesThem() {
    DecideConfig config =
        ConfigLoader.parse("decide.primary.metric = \"nDCG(gain=exp)@10\"").decide();
    assertThat(config.primary().metric()).isEqualTo(NDCG);
    assertThatThrownBy(() -> ConfigLoader.parse("decide.primary.metric = \"LogLos\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("decide.primary.metric")
        .hasMessageContaining("did you mean LogLoss?");
    assertThatThrownBy(() -> ConfigLoader.parse("decide.primary.estimator = snip"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("did you mean snips?");
  }

  @Test
  void withoutACandidateNothingAdvances() {
    assertThat(Decisions.overall(List.of()).verdict()).isEqualTo(Verdict.HOLD);
    assertThat(Decisions.overall(List.of()).advances()).isFalse();
  }

  private void addSlice(String slice, String value, double delta, double se) {
    differences.add(difference("gbt", NDCG, new SliceKey(slice, value), delta, se, 500));
  }

  private static String guardrail(String metric, double margin) {
    return "decide.guardrails = [{ metric = \"" + metric + "\", margin = " + margin + " }]";
  }

  private Decision only() {
    List<Decision> decisions = judge();
    assertThat(decisions).hasSize(1);
    return decisions.get(0);
  }

  private List<Decision> judge() {
    DecideConfig config = ConfigLoader.parse(policy).decide();
    return new Judge(
            config,
            new Evidence(
                Optional.of("production"),
                "click",
                estimates,
                differences,
                slices,
                .05,
                leaks,
                notComputed))
        .decide();
  }

  private static Check check(Decision decision, Kind kind) {
    return decision.checks().stream()
        .filter(check -> check.kind() == kind)
        .findFirst()
        .orElseThrow();
  }
}
