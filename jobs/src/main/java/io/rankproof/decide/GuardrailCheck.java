package io.rankproof.decide;

import io.rankproof.config.DecideConfig;
import io.rankproof.config.DecideConfig.Guardrail;
import io.rankproof.result.Check.Kind;
import io.rankproof.result.Check.Status;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;

/**
 * A guardrail is not worse than the baseline by more than its margin: non-inferiority, one-sided at
 * alpha. No correction over guardrails, since all of them have to hold (an intersection-union test:
 * R. L. Berger, "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24,
 * 1982).
 */
final class GuardrailCheck {
  private final DecideConfig policy;
  private final Evidence evidence;

  GuardrailCheck(DecideConfig policy, Evidence evidence) {
    this.policy = policy;
    this.evidence = evidence;
  }

  Finding of(String candidate, Guardrail guardrail) {
    String name = MetricKey.shown(guardrail.metric(), guardrail.estimator());
    return evidence
        .difference(candidate, guardrail.metric(), guardrail.estimator())
        .flatMap(PairedTest::of)
        .map(test -> finding(name, test, guardrail.margin()))
        .orElseGet(
            () ->
                Finding.unknown(
                    name,
                    Kind.GUARDRAIL,
                    Absent.reason(evidence, candidate, guardrail.metric(), guardrail.estimator())));
  }

  private Finding finding(String name, PairedTest test, double margin) {
    double low = test.lowerBound(policy.alpha());
    Status status = status(low, test.upperBound(policy.alpha()), margin);
    String reason =
        name
            + " "
            + Figures.change(test.gain())
            + "; at worst "
            + Figures.signed(low)
            + " (one-sided "
            + Figures.percent(1 - policy.alpha())
            + " bound), "
            + outcome(status)
            + " the tolerated loss of "
            + Figures.number(margin);
    Finding finding = Finding.of(name, Kind.GUARDRAIL, status, test.gain(), low, reason);
    return status == Status.INCONCLUSIVE
        ? finding.needing(Needed.toSettle(test, -margin, policy.alpha()))
        : finding;
  }

  private static Status status(double low, double high, double margin) {
    if (low >= -margin) {
      return Status.PASS;
    }
    return high < -margin ? Status.FAIL : Status.INCONCLUSIVE;
  }

  private static String outcome(Status status) {
    return switch (status) {
      case PASS -> "inside";
      case FAIL -> "and even at best beyond";
      default -> "not shown to be inside";
    };
  }
}
