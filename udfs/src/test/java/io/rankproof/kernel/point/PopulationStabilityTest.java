package io.rankproof.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PopulationStabilityTest {
  @Test
  void valuesByHand() {
    double[] before = {50, 50};
    double[] after = {75, 25};
    assertThat(PopulationStability.index(before, after, 0))
        .isCloseTo(0.25 * Math.log(1.5) - 0.25 * Math.log(0.5), offset(1e-15));
    assertThat(PopulationStability.index(before, before)).isZero();
    assertThat(PopulationStability.index(before, new double[] {1, 0}, 0))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(PopulationStability.index(before, new double[] {1, 0})).isFinite();
    assertThat(PopulationStability.index(before, new double[2])).isNaN();
    assertThatThrownBy(() -> PopulationStability.index(before, new double[] {-1, 2}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PopulationStability.index(before, new double[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void overQuantilesOfTheReference() {
    ScoreHistogram state = ScoreHistogram.unweighted(1000);
    for (int i = 0; i < 100; i++) {
      state.add(i, false);
      state.add(i < 50 ? Double.NaN : i, true);
    }
    // bins of 25 reference rows, and one of missing values, which holds half of the current rows
    double[] before = {0, 25, 25, 25, 25};
    double[] after = {50, 0, 0, 25, 25};
    BoundedValue index = PopulationStability.of(state, 4, 0.5);
    assertThat(index.value()).isCloseTo(PopulationStability.index(before, after), offset(1e-15));
    assertThat(index.errorBound()).isZero();
    assertThat(PopulationStability.of(ScoreHistogram.unweighted(2), 4, 0.5).value()).isNaN();
  }

  /** Each of ten bins has a tenth of both sides, wherever the last row of the current side lies. */
  @Test
  void whatIsBeyondTheReferenceIsInTheBinAtItsEnd() {
    for (int beyond : new int[] {-1, 11}) {
      ScoreHistogram state = ScoreHistogram.unweighted(1000);
      for (int i = 1; i <= 10; i++) {
        state.add(i, false);
        boolean atThatEnd = i == (beyond < 0 ? 1 : 10);
        state.add(atThatEnd ? beyond : i, true);
      }
      assertThat(PopulationStability.of(state, 10, 0.5).value()).as("%d", beyond).isZero();
    }
  }

  @Test
  void overCategories() {
    ScoreHistogram state = ScoreHistogram.unweighted(1000);
    for (int i = 0; i < 90; i++) {
      state.add(i % 3, i % 2 == 0);
      state.add(2, true);
    }
    assertThat(PopulationStability.of(state, Integer.MAX_VALUE, 0).value())
        .isCloseTo(
            PopulationStability.index(new double[] {15, 15, 15}, new double[] {15, 15, 105}, 0),
            offset(1e-15));
    assertThatThrownBy(() -> PopulationStability.of(state, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("psi bins are 0");
  }

  @Test
  void withoutChangeTheIndexStaysBelowItsNullQuantile() {
    Random random = new Random(17);
    int below = 0;
    int runs = 2000;
    for (int run = 0; run < runs; run++) {
      double[] before = new double[10];
      double[] after = new double[10];
      for (int i = 0; i < 3000; i++) {
        before[random.nextInt(10)]++;
        after[i < 1000 ? random.nextInt(10) : 0] += i < 1000 ? 1 : 0;
      }
      double limit = PopulationStability.nullQuantile(10, 3000, 1000, 0.95);
      below += PopulationStability.index(before, after) <= limit ? 1 : 0;
    }
    assertThat(below / (double) runs).isCloseTo(0.95, offset(0.02));
  }

  @Test
  void aWeightedRowThatIsAddedHasTheMeanWeightOfItsSide() {
    ScoreHistogram state = ScoreHistogram.weighted(10, 24);
    state.add(1, false, 0.25);
    state.add(2, false, 0.75);
    state.add(1, true, 6);
    state.add(2, true, 0);
    // half a row of the reference weighs 0.25, of the current rows, one of them with weight, 3
    double before = (0.25 + 0.25) / 1.5;
    double after = (6 + 3) / 12.0;
    double expected =
        (after - before) * Math.log(after / before)
            + (before - after) * Math.log((1 - after) / (1 - before));
    BoundedValue index = PopulationStability.of(state, Integer.MAX_VALUE, 0.5);
    assertThat(index.value()).isCloseTo(expected, offset(1e-15));
    assertThat(index.errorBound()).isZero();
  }

  @Property(tries = 200)
  void theUnitOfWeightsDoesNotMatter(
      @ForAll @IntRange(min = 1, max = 20) int bins,
      @ForAll @IntRange(min = 0, max = 8) int levels,
      @ForAll long seed) {
    Rows rows = Rows.random(300, levels, 0.4, true, seed);
    double expected = index(rows, 24, bins, 1).value();
    // a sixteenth of 2^-30 is a whole number of units of 2^-52
    for (double factor : new double[] {2, 0x1p-10, 0x1p-30}) {
      BoundedValue index = index(rows, 52, bins, factor);
      assertThat(index.value()).isCloseTo(expected, offset(1e-12));
      assertThat(index.errorBound()).isZero();
    }
    int each = Integer.MAX_VALUE;
    assertThat(index(rows, 52, each, 1e-3).value())
        .isCloseTo(index(rows, 24, each, 1).value(), offset(1e-9));
  }

  @Property(tries = 200)
  void roundingOfWeightsStaysWithinTheBound(
      @ForAll @IntRange(min = 0, max = 8) int levels,
      @ForAll @IntRange(min = 100, max = 1_000_000) int divisor,
      @ForAll @IntRange(min = 24, max = 40) int bits,
      @ForAll long seed) {
    Rows rows = Rows.random(300, levels, 0.4, true, seed);
    double exact = index(rows, 24, Integer.MAX_VALUE, 1).value();
    BoundedValue rounded = index(rows, bits, Integer.MAX_VALUE, 1.0 / divisor);
    assertThat(Math.abs(rounded.value() - exact)).isLessThanOrEqualTo(rounded.errorBound() + 1e-12);
  }

  @Property(tries = 100)
  void equalWeightsGiveWhatNoWeightsGive(
      @ForAll @IntRange(min = 1, max = 20) int bins, @ForAll long seed) {
    Rows rows = Rows.random(300, 0, 0.4, false, seed);
    double expected = index(rows, 0, bins, 1).value();
    assertThat(index(rows, 24, bins, 1e-3).value()).isCloseTo(expected, offset(1e-9));
    assertThat(index(rows, 52, bins, 1e-9).value()).isCloseTo(expected, offset(1e-9));
  }

  @Test
  void weightsBelowTheUnitMakeTheBoundInfinite() {
    Rows rows = Rows.random(300, 5, 0.4, true, 8);
    assertThat(index(rows, 24, 5, 1e-9).errorBound()).isInfinite();
    assertThat(index(rows, 52, 5, 1e-9).errorBound()).isBetween(1e-9, 1e-4);
  }

  private static BoundedValue index(Rows rows, int weightBits, int bins, double factor) {
    ScoreHistogram state = ScoreHistogram.weighted(1000, weightBits);
    for (int row = 0; row < rows.size(); row++) {
      state.add(rows.scores()[row], rows.labels()[row], factor * rows.weights()[row]);
    }
    return PopulationStability.of(state, bins, 0.5);
  }
}
