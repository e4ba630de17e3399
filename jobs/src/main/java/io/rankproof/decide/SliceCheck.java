package io.rankproof.decide;

import io.rankproof.config.DecideConfig;
import io.rankproof.kernel.stats.MultipleTests;
import io.rankproof.result.Check.Kind;
import io.rankproof.result.Check.Status;
import io.rankproof.result.Difference;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * No slice is significantly worse: a one-sided test against a drop of the primary metric beyond
 * {@code slice-harm} in each value of each declared slice, Holm over all of a candidate's values.
 */
final class SliceCheck {
  private static final Comparator<Tested> WORST_FIRST =
      Comparator.comparingDouble(Tested::p).thenComparingDouble(Tested::gain);

  private final DecideConfig policy;
  private final Evidence evidence;

  SliceCheck(DecideConfig policy, Evidence evidence) {
    this.policy = policy;
    this.evidence = evidence;
  }

  /** One finding for each declared slice. */
  List<Finding> of(String candidate) {
    List<Tested> tested = tested(candidate);
    return evidence.slices().stream()
        .map(
            slice ->
                tested.stream()
                    .filter(value -> value.isOf(slice))
                    .min(WORST_FIRST)
                    .map(worst -> finding(slice, worst, untested(candidate, slice)))
                    .orElseGet(() -> unknown(slice)))
        .toList();
  }

  /** A slice's value with its harm test. */
  private record Tested(Difference difference, double gain, double p) {
    boolean isOf(String slice) {
      return difference.slice().slice().equals(slice);
    }
  }

  private List<Tested> tested(String candidate) {
    List<Difference> testable =
        evidence.slices().stream()
            .flatMap(slice -> differences(candidate, slice).stream())
            .filter(difference -> PairedTest.of(difference).isPresent())
            .toList();
    List<PairedTest> tests = testable.stream().map(d -> PairedTest.of(d).orElseThrow()).toList();
    double[] p =
        MultipleTests.holm(
            tests.stream().mapToDouble(test -> test.pBelow(-policy.sliceHarm())).toArray());
    List<Tested> tested = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      tested.add(new Tested(testable.get(i), tests.get(i).gain(), p[i]));
    }
    return tested;
  }

  private Finding finding(String slice, Tested worst, String untested) {
    boolean harmed = worst.p() <= policy.alpha();
    String reason =
        (harmed ? "significantly worse where " : "no value is significantly worse; weakest where ")
            + worst.difference().slice().shown()
            + ": "
            + primary()
            + " "
            + Figures.change(worst.gain())
            + "; "
            + harmTest(worst.p())
            + untested;
    return Finding.of(
        slice, Kind.SLICE, harmed ? Status.FAIL : Status.PASS, worst.gain(), worst.p(), reason);
  }

  /** What the p-value says, for people who do not know the word. */
  private String harmTest(double p) {
    return (policy.sliceHarm() > 0
            ? "with a true drop of the tolerated " + Figures.number(policy.sliceHarm())
            : "with no true drop")
        + ", a result as bad would come by chance with probability "
        + Figures.pValue(OptionalDouble.of(p))
        + " (corrected for all values tested; "
        + Figures.number(policy.alpha())
        + " or less shows harm)";
  }

  private String primary() {
    return MetricKey.shown(policy.primary().metric(), policy.primary().estimator());
  }

  private String untested(String candidate, String slice) {
    long missing =
        differences(candidate, slice).stream()
            .filter(difference -> PairedTest.of(difference).isEmpty())
            .count();
    return missing == 0 ? "" : "; " + missing + " values without an interval were not tested";
  }

  private Finding unknown(String slice) {
    Optional<String> why =
        evidence.notComputed().stream()
            .filter(missing -> missing.what().contains(slice))
            .map(missing -> missing.what() + ": " + missing.reason())
            .findFirst();
    return Finding.unknown(
        slice,
        Kind.SLICE,
        "no value of the declared slice "
            + slice
            + " has a paired difference of "
            + primary()
            + why.map(text -> " (" + text + ")").orElse(""));
  }

  private List<Difference> differences(String candidate, String slice) {
    return evidence.inSlice(
        candidate, policy.primary().metric(), policy.primary().estimator(), slice);
  }
}
