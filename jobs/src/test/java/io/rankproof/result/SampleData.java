package io.rankproof.result;

import io.rankproof.result.DataFindings.ContractResult;
import io.rankproof.result.DataFindings.MixShare;
import io.rankproof.result.DataFindings.ProfileFigure;
import io.rankproof.result.DataFindings.WindowValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the data of the sample run are like. */
final class SampleData {
  private SampleData() {}

  static DataFindings findings() {
    return new DataFindings(
        List.of(
            new ContractResult(
                "price", "from 0", 240_000, 12, "quarantine", "broken", Optional.of("-3.5"))),
        List.of(
            figure("(all)", "rows", 240_000, null),
            figure("feature_f", "missing", 1_200, null),
            figure("feature_f", "mean", 3.25, null),
            figure("feature_f", "p50", 3, null),
            figure("segment_platform", "top 1", 0.5, "android")),
        List.of(
            new MixShare("day", "2026-01-01", 1, "click", 120_000, 12_000),
            new MixShare("day", "2026-01-02", 2, "click", 120_000, 11_000),
            new MixShare("position", "1", 1, "click", 24_000, 4_000)),
        List.of(
            window("configured", 0, "production", 0.41, 2, 1),
            window("configured", 0, "candidate", 0.42, 1, 1),
            window("1h", 3600, "production", 0.43, 1, -1),
            window("1h", 3600, "candidate", 0.42, 2, -1)));
  }

  private static ProfileFigure figure(String column, String measure, double value, String text) {
    return new ProfileFigure(column, measure, OptionalDouble.of(value), Optional.ofNullable(text));
  }

  private static WindowValue window(
      String window, long seconds, String model, double value, int rank, double tau) {
    OptionalDouble none = OptionalDouble.empty();
    return new WindowValue(
        "nDCG@10",
        "plain",
        window,
        seconds,
        model,
        new Measurement(OptionalDouble.of(value), none, none, none),
        rank,
        OptionalDouble.of(tau));
  }
}
