package io.rankproof.folds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.result.Difference;
import io.rankproof.result.Measurement;
import io.rankproof.result.MetricKey;
import io.rankproof.result.SampleSize;
import io.rankproof.result.SliceKey;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FoldMeanTest {
  private static Difference difference(double delta, double se, boolean lowerIsBetter) {
    return new Difference(
        "gbt",
        "production",
        new MetricKey("m", "click", "plain"),
        SliceKey.ALL,
        new Measurement(
            OptionalDouble.of(delta),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(se)),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        lowerIsBetter,
        new SampleSize(100, 100, 50, 50));
  }

  @Test
  void countsEveryFoldAlikeAndTakesTheSafeError() {
    List<List<Difference>> folds =
        List.of(
            List.of(difference(0.02, 0.01, false)),
            List.of(difference(-0.01, 0.02, false)),
            List.of(difference(0.05, 0.03, false)));
    FoldMean mean = FoldMean.of(folds, folds.get(0).get(0)).orElseThrow();
    assertThat(mean.delta()).isCloseTo(0.02, within(1e-15));
    assertThat(mean.se().orElseThrow()).isCloseTo(0.02, within(1e-15));
    assertThat(mean.won()).isEqualTo(2);
    assertThat(mean.text(2)).contains("mean +0.02000 [-0.02000, +0.06000], better in 2 of 3 folds");
  }

  @Test
  void lowerIsBetterTurnsTheSign() {
    List<List<Difference>> folds =
        List.of(List.of(difference(-0.02, 0.01, true)), List.of(difference(0.01, 0.02, true)));
    assertThat(FoldMean.of(folds, folds.get(0).get(0)).orElseThrow().won()).isEqualTo(1);
  }

  @Test
  void aFoldWithoutTheDifferenceLeavesNoMean() {
    List<List<Difference>> folds = List.of(List.of(difference(0.02, 0.01, false)), List.of());
    assertThat(FoldMean.of(folds, folds.get(0).get(0))).isEmpty();
  }
}
