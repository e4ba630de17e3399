package io.rankproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.result.Decision;
import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.MetricKey;
import io.rankproof.result.PositionBias;
import io.rankproof.result.RunResults;
import io.rankproof.result.Sample;
import io.rankproof.result.SampleRun;
import io.rankproof.result.SliceKey;
import io.rankproof.result.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ContrastTest {
  private static final String[] DEBIASED = {
    "decide.primary.metric=\"DCG@10\"", "decide.primary.estimator=snips"
  };

  private final List<Estimate> estimates = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  @Test
  void namesThePlainMetricsThatSayTheContrary() {
    add("DCG@10", "click", "snips", .03, .005);
    add("nDCG@10", "click", "plain", -.04, .005);
    add("DCG@10", "click", "plain", -.02, .005);
    add("AP@10", "click", "plain", -.001, .005);
    add("ROC-AUC", "click", "plain", -.04, .005);
    Findings findings = findings(DEBIASED);
    assertThat(Contrast.of(findings, decision()))
        .hasValue(
            "Plain metrics point the other way (DCG@10 -5.0%, nDCG@10 -10.0%): they take clicks as"
                + " they are and favour the ranker that made the log; the verdict rests on DCG@10"
                + " (snips), which corrects for where items were shown.");
    assertThat(new Verdicts(findings).card().explanation())
        .contains("DCG@10 (snips) changes by +0.03000 (+7.5%) against production")
        .contains("Plain metrics point the other way")
        .doesNotContain("[");
    assertThat(String.join(" ", TerminalSummary.lines(findings, "/page")))
        .contains("Plain metrics point the other way");
    assertThat(new String(ReportPage.render(findings), java.nio.charset.StandardCharsets.UTF_8))
        .contains("In brackets after a metric")
        .contains("snips: the ips sum divided by");
  }

  @Test
  void isSilentWherePlainAgreesOrDecides() {
    add("DCG@10", "click", "snips", .03, .005);
    add("nDCG@10", "click", "plain", .04, .005);
    assertThat(Contrast.of(findings(DEBIASED), decision())).isEmpty();
    assertThat(Contrast.of(findings(), decision())).isEmpty();
  }

  @Test
  void aLabelInTheMetricsNameIsNotRepeated() {
    add("nDCG@10", "click", "plain", .04, .005);
    add("nDCG(label=grade)@10", "grade", "plain", .04, .005);
    assertThat(findings().keys())
        .extracting(findings()::shown)
        .containsExactly("nDCG@10 · click", "nDCG(label=grade)@10");
  }

  private void add(String metric, String label, String estimator, double delta, double se) {
    MetricKey key = new MetricKey(metric, label, estimator);
    Estimate e = Sample.estimate("gbt", metric, .4 + delta);
    estimates.add(
        new Estimate(
            e.model(),
            key,
            SliceKey.ALL,
            e.measured(),
            e.interval(),
            e.zeroFilled(),
            e.sample(),
            e.rows(),
            e.tiedShare(),
            0,
            e.errorBound()));
    Difference d = Sample.difference("gbt", metric, delta, se);
    differences.add(
        new Difference(
            d.model(),
            d.baseline(),
            key,
            SliceKey.ALL,
            d.delta(),
            OptionalDouble.of(delta / .4),
            d.pValue(),
            d.pHolm(),
            d.pBh(),
            false,
            d.sample()));
  }

  private static Decision decision() {
    return new Decision(
        "gbt", Verdict.ADVANCE_TO_AB_TEST, 1, List.of(), List.of(), Optional.empty());
  }

  private Findings findings(String... settings) {
    RunResults sample = SampleRun.results();
    return new Findings(
        new RunResults(
            sample.run(),
            estimates,
            differences,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            PositionBias.none(),
            List.of(),
            List.of(decision()),
            io.rankproof.result.DataFindings.NONE,
            List.of(),
            sample.ledger()),
        SampleRun.config(settings));
  }
}
