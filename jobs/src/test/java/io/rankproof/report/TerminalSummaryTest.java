package io.rankproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.result.RunResults;
import io.rankproof.result.SampleRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalSummaryTest {
  @Test
  void showsModelsMetricsAndVerdicts() {
    assertThat(lines(SampleRun.results()))
        .startsWith(
            "",
            "Run feed-7f3a91c2 · test set: 8,200 requests, 82,000 impressions, 3,100 users;"
                + " baseline: production",
            "",
            "                value [95% interval]          difference from production         "
                + " relative",
            "nDCG@10",
            "  production    0.4123 [0.4057, 0.4189]       (baseline)",
            "  gbt           0.4463 [0.4397, 0.4529]       +0.03400 [+0.03004, +0.03796]      "
                + " +8.2%",
            "  candidate     0.4333 [0.4267, 0.4399]       +0.02100 [+0.01704, +0.02496]      "
                + " +5.1%")
        .contains("LogLoss (lower is better)")
        // Neither plain nor in the policy: the report has it.
        .doesNotContain("DCG@10 (snips)")
        .endsWith(
            "ADVANCE_TO_AB_TEST: gbt has earned an A/B test against production.",
            "  pass          nDCG@10 gains +0.03400 over the baseline; its interval [+0.02960,"
                + " +0.03840] (Holm over 2",
            "                candidates) lies above the margin 0",
            "  pass          effective clusters",
            "  An offline win is a reason to run an A/B test with real users; it is not a launch.",
            "INSUFFICIENT_EVIDENCE: The data cannot yet tell whether candidate has earned an A/B"
                + " test against production.",
            "  inconclusive  R@10 changes for the worse by 0.001000; at worst -0.003500"
                + " (one-sided 95.0% bound), not shown",
            "                to be inside the tolerated loss of 0.002000",
            "  pass          effective clusters",
            "  needed: R@10: 6.2 times the clusters (19,375 instead of 3,100) if the estimate"
                + " stays; 14.3 times for an 80%",
            "    chance",
            "",
            "Not computed (why: see the report): model recency; slice country = aq",
            "Report: /store/report.html");
  }

  @Test
  void fitsTheTerminal() {
    assertThat(lines(SampleRun.results())).allMatch(line -> line.length() <= 110);
  }

  @Test
  void saysThatThereIsNoVerdict() {
    assertThat(lines(SampleRun.onlyPrepared()))
        .containsExactly(
            "",
            "Run feed-7f3a91c2 · nothing evaluated",
            "",
            "NO VERDICT: The job decide has not run.",
            "",
            "Report: /store/report.html");
  }

  private static List<String> lines(RunResults results) {
    return TerminalSummary.lines(new Findings(results, SampleRun.config()), "/store/report.html");
  }
}
