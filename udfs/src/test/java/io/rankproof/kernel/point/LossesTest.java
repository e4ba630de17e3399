package io.rankproof.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.rankproof.kernel.Shuffled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LossesTest {
  @Test
  void lossesByHand() {
    ProbabilityLosses losses = new ProbabilityLosses();
    losses.add(0.8, 1, 1);
    losses.add(0.4, 0, 3);
    assertThat(losses.logLoss()).isCloseTo((-Math.log(0.8) - 3 * Math.log(0.6)) / 4, offset(1e-15));
    assertThat(losses.brier()).isCloseTo((0.04 + 3 * 0.16) / 4, offset(1e-15));
    double entropy = -(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75));
    assertThat(losses.normalisedEntropy()).isCloseTo(losses.logLoss() / entropy, offset(1e-15));
    assertThat(losses.meanLabel()).isEqualTo(0.25);
    assertThat(losses.weight()).isEqualTo(4);
  }

  @Test
  void predictingTheMeanHasNormalisedEntropyOne() {
    ProbabilityLosses losses = new ProbabilityLosses();
    for (int i = 0; i < 10; i++) {
      losses.add(0.3, i < 3 ? 1 : 0, 1);
    }
    assertThat(losses.normalisedEntropy()).isCloseTo(1, offset(1e-14));
  }

  @Test
  void debiasedLossesAreLinearInTheLabel() {
    ProbabilityLosses losses = new ProbabilityLosses();
    losses.add(0.2, 2.5, 1);
    assertThat(losses.logLoss())
        .isCloseTo(-2.5 * Math.log(0.2) + 1.5 * Math.log(0.8), offset(1e-14));
    assertThat(losses.brier()).isCloseTo(2.5 * 0.64 - 1.5 * 0.04, offset(1e-14));
  }

  @Test
  void certainAndUnusablePredictionsAreCounted() {
    ProbabilityLosses losses = new ProbabilityLosses(1e-6);
    losses.add(0, 1, 1);
    losses.add(Double.NaN, 1, 1);
    losses.add(1.5, 1, 1);
    assertThat(losses.logLoss()).isCloseTo(-Math.log(1e-6), offset(1e-12));
    assertThat(losses.brier()).isEqualTo(1);
    assertThat(losses.normalisedEntropy()).isNaN();
    assertThat(new long[] {losses.rows(), losses.missing(), losses.outside(), losses.clipped()})
        .containsExactly(4 - 1, 1, 1, 1);
    assertThat(new ProbabilityLosses().logLoss()).isNaN();
    assertThatThrownBy(() -> new ProbabilityLosses(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clip is 0.0");
  }

  @Test
  void errorsByHand() {
    ErrorSums errors = new ErrorSums();
    errors.add(3, 1, 1);
    errors.add(2, 5, 3);
    errors.add(Double.NaN, 5, 3);
    assertThat(errors.rmse()).isCloseTo(Math.sqrt((4 + 27) / 4.0), offset(1e-15));
    assertThat(errors.mae()).isCloseTo((2 + 9) / 4.0, offset(1e-15));
    assertThat(errors.rows()).isEqualTo(3);
    assertThat(errors.missing()).isEqualTo(1);
    assertThat(new ErrorSums().rmse()).isNaN();
  }

  @Property(tries = 100)
  void anyOrderAndPartitioningGivesTheSameBytes(
      @ForAll @IntRange(min = 0, max = 200) int n, @ForAll long seed) {
    Rows rows = Rows.random(n, 0, 0.3, true, seed);
    ProbabilityLosses[] losses = {new ProbabilityLosses(), new ProbabilityLosses(), null};
    losses[2] = new ProbabilityLosses();
    ErrorSums[] errors = {new ErrorSums(), new ErrorSums(), new ErrorSums()};
    CalibrationEdges edges = CalibrationEdges.equalWidth(10);
    CalibrationBins[] bins = {
      new CalibrationBins(edges), new CalibrationBins(edges), new CalibrationBins(edges)
    };
    for (int i = 0; i < n; i++) {
      addTo(rows, i, losses[0], errors[0], bins[0]);
    }
    for (int i : Shuffled.indices(n, seed)) {
      int part = 1 + (i & 1);
      addTo(rows, i, losses[part], errors[part], bins[part]);
    }
    losses[2].merge(ProbabilityLosses.fromBytes(losses[1].toBytes()));
    errors[2].merge(ErrorSums.fromBytes(errors[1].toBytes()));
    bins[2].merge(CalibrationBins.fromBytes(bins[1].toBytes()));
    assertThat(losses[2].toBytes()).isEqualTo(losses[0].toBytes());
    assertThat(errors[2].toBytes()).isEqualTo(errors[0].toBytes());
    assertThat(bins[2].toBytes()).isEqualTo(bins[0].toBytes());
  }

  private static void addTo(
      Rows rows, int i, ProbabilityLosses losses, ErrorSums errors, CalibrationBins bins) {
    double label = rows.labels()[i] ? 1 : 0;
    losses.add(rows.scores()[i], label, rows.weights()[i]);
    errors.add(rows.scores()[i], label, rows.weights()[i]);
    bins.add(rows.scores()[i], label, rows.weights()[i]);
  }
}
