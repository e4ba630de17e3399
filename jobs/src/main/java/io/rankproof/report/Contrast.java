package io.rankproof.report;

import io.rankproof.config.DecideConfig;
import io.rankproof.result.Decision;
import io.rankproof.result.Difference;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Why a verdict stands although plain metrics say the contrary. */
final class Contrast {
  private static final int MOST = 3;

  private final Findings findings;
  private final DecideConfig.Primary primary;

  private Contrast(Findings findings) {
    this.findings = findings;
    this.primary = findings.config().decide().primary();
  }

  /**
   * One sentence, where the primary metric is not plain and plain list metrics change the other way
   * by more than their intervals.
   */
  static Optional<String> of(Findings findings, Decision decision) {
    Contrast contrast = new Contrast(findings);
    return contrast.primary.estimator().equals(MetricKey.PLAIN)
        ? Optional.empty()
        : contrast.sentence(decision.model());
  }

  private Optional<String> sentence(String model) {
    OptionalDouble gain =
        findings
            .primary()
            .flatMap(key -> findings.difference(model, key))
            .map(Difference::gain)
            .orElse(OptionalDouble.empty());
    if (gain.isEmpty() || gain.getAsDouble() == 0) {
      return Optional.empty();
    }
    List<Difference> contrary = contrary(model, Math.signum(gain.getAsDouble()));
    return contrary.isEmpty() ? Optional.empty() : Optional.of(sentence(contrary));
  }

  private String sentence(List<Difference> contrary) {
    return "Plain metrics point the other way ("
        + contrary.stream().limit(MOST).map(this::shown).collect(Collectors.joining(", "))
        + "): they take clicks as they are and favour the ranker that made the log; the verdict"
        + " rests on "
        + MetricKey.shown(primary.metric(), primary.estimator())
        + ", "
        + Estimators.reason(primary.estimator())
        + ".";
  }

  private String shown(Difference difference) {
    return findings.shown(difference.key())
        + " "
        + (difference.relative().isPresent()
            ? Figures.signedPercent(difference.relative())
            : Figures.signed(difference.delta().value().orElseThrow()));
  }

  /** Plain list metrics with a clear change against the sign, the primary metric first. */
  private List<Difference> contrary(String model, double sign) {
    return findings.keys().stream()
        .filter(key -> key.estimator().equals(MetricKey.PLAIN) && isOfLists(key.metric()))
        .flatMap(key -> findings.difference(model, key).stream())
        .filter(d -> d.delta().excludesZero() && d.gain().orElse(0) * sign < 0)
        .sorted(Comparator.comparing(d -> !d.key().metric().equals(primary.metric())))
        .toList();
  }

  private boolean isOfLists(String metric) {
    return metric.equals(primary.metric())
        || findings.config().evaluate().metrics().contains(metric);
  }
}
