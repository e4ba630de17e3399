package io.rankproof.decide;

import io.rankproof.config.DecideConfig;
import io.rankproof.result.Check.Kind;
import io.rankproof.result.Check.Status;
import io.rankproof.result.Difference;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The primary metric must improve by more than its margin: the lower end of the two-sided interval
 * of the gain, at the level that Holm leaves to this candidate, lies above it.
 */
final class PrimaryCheck {
  private final DecideConfig policy;
  private final Evidence evidence;

  PrimaryCheck(DecideConfig policy, Evidence evidence) {
    this.policy = policy;
    this.evidence = evidence;
  }

  /** One finding for each candidate; the correction needs all of them at once. */
  Map<String, Finding> of(List<String> candidates) {
    Map<String, Finding> findings = new LinkedHashMap<>();
    List<String> tested = new ArrayList<>();
    List<PairedTest> tests = new ArrayList<>();
    for (String candidate : candidates) {
      Optional<PairedTest> test = difference(candidate).flatMap(PairedTest::of);
      test.ifPresent(tests::add);
      test.ifPresentOrElse(
          found -> tested.add(candidate), () -> findings.put(candidate, unknown(candidate)));
    }
    double margin = policy.primary().margin();
    double[] factors =
        Holm.factors(tests.stream().mapToDouble(test -> test.pDiffers(margin)).toArray());
    for (int i = 0; i < factors.length; i++) {
      findings.put(
          tested.get(i), finding(tests.get(i), policy.alpha() / factors[i], factors.length));
    }
    return findings;
  }

  Optional<Difference> difference(String candidate) {
    return evidence.difference(candidate, policy.primary().metric(), policy.primary().estimator());
  }

  private Finding finding(PairedTest test, double level, int candidates) {
    double margin = policy.primary().margin();
    double low = test.lowerBound(level / 2);
    double high = test.upperBound(level / 2);
    Status status = status(low, high, margin);
    String reason =
        name()
            + " gains "
            + Figures.signed(test.gain())
            + " over the baseline; the interval that decides, ["
            + Figures.signed(low)
            + ", "
            + Figures.signed(high)
            + "] (Student's t, "
            + Figures.percent(1 - level)
            + (candidates > 1 ? " by Holm over " + candidates + " candidates" : "")
            + "),"
            + outcome(status)
            + Figures.number(margin);
    Finding finding = Finding.of(name(), Kind.PRIMARY, status, test.gain(), low, reason);
    return status == Status.INCONCLUSIVE
        ? finding.needing(Needed.toSettle(test, margin, level / 2))
        : finding;
  }

  private static Status status(double low, double high, double margin) {
    if (low > margin) {
      return Status.PASS;
    }
    return high <= margin ? Status.FAIL : Status.INCONCLUSIVE;
  }

  private static String outcome(Status status) {
    return switch (status) {
      case PASS -> " lies above the margin ";
      case FAIL -> " does not reach above the margin ";
      default -> " includes the margin ";
    };
  }

  private Finding unknown(String candidate) {
    return Finding.unknown(
        name(),
        Kind.PRIMARY,
        Absent.reason(
            evidence, candidate, policy.primary().metric(), policy.primary().estimator()));
  }

  private String name() {
    return MetricKey.shown(policy.primary().metric(), policy.primary().estimator());
  }
}
