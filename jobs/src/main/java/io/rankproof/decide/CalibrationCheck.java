package io.rankproof.decide;

import io.rankproof.result.Check.Kind;
import io.rankproof.result.Check.Status;
import io.rankproof.result.Estimate;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import java.util.OptionalDouble;

/** The candidate's expected calibration error is small enough, where the policy asks for it. */
final class CalibrationCheck {
  private static final String METRIC = "ECE";

  private CalibrationCheck() {}

  static Finding of(Evidence evidence, String candidate, double largest) {
    OptionalDouble error =
        evidence
            .estimate(candidate, METRIC, MetricKey.PLAIN)
            .map((Estimate e) -> e.measured().value())
            .orElse(OptionalDouble.empty());
    if (error.isEmpty()) {
      return Finding.unknown(
          METRIC,
          Kind.CALIBRATION,
          METRIC
              + " of "
              + candidate
              + " was not computed ("
              + evidence.why(METRIC, MetricKey.PLAIN)
              + ")");
    }
    double value = error.getAsDouble();
    boolean within = value <= largest;
    return Finding.of(
        METRIC,
        Kind.CALIBRATION,
        within ? Status.PASS : Status.FAIL,
        value,
        largest,
        "expected calibration error "
            + Figures.number(value)
            + (within ? " is within " : " is above ")
            + Figures.number(largest));
  }
}
