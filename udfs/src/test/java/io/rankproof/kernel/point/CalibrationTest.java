package io.rankproof.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static List<ReliabilityBin> byHand() {
    CalibrationBins bins = new CalibrationBins(CalibrationEdges.equalWidth(2));
    bins.add(0.1, 0, 1);
    bins.add(0.3, 1, 1);
    bins.add(0.5, 1, 1);
    bins.add(1.0, 0, 1);
    bins.add(Double.NaN, 0, 1);
    bins.add(-0.1, 0, 1);
    assertThat(bins.unusable()).isEqualTo(2);
    assertThat(bins.rows()).isEqualTo(6);
    return bins.table();
  }

  @Test
  void theTableByHand() {
    List<ReliabilityBin> table = byHand();
    assertThat(table.get(0).predicted()).isCloseTo(0.2, offset(1e-15));
    assertThat(table.get(0).observed()).isEqualTo(0.5);
    assertThat(table.get(1).predicted()).isEqualTo(0.75);
    assertThat(table.get(1).low()).isEqualTo(0.5);
    assertThat(table.get(1).high()).isEqualTo(1);
    assertThat(table.get(1).effectiveRows()).isEqualTo(2);
  }

  @Test
  void errorsByHand() {
    List<ReliabilityBin> table = byHand();
    assertThat(CalibrationError.ece(table)).isCloseTo((0.3 + 0.25) / 2, offset(1e-15));
    assertThat(CalibrationError.largest(table)).isCloseTo(0.3, offset(1e-15));
    assertThat(CalibrationError.ratio(table)).isCloseTo(0.95, offset(1e-15));
    // squared: mean of 0.09 - 0.25 and 0.0625 - 0.25
    assertThat(CalibrationError.debiasedSquaredError(table)).isCloseTo(-0.17375, offset(1e-15));
    assertThat(CalibrationError.debiasedEce(table)).isBetween(0.0, 0.2);
  }

  @Test
  void noRowsHaveNoError() {
    List<ReliabilityBin> table = new CalibrationBins(CalibrationEdges.equalWidth(3)).table();
    assertThat(CalibrationError.ece(table)).isNaN();
    assertThat(CalibrationError.debiasedEce(table)).isNaN();
    assertThat(CalibrationError.debiasedSquaredError(table)).isNaN();
    assertThat(CalibrationError.largest(table)).isNaN();
  }

  @Test
  void theCorrectionRemovesTheBiasOfACalibratedModel() {
    Random random = new Random(5);
    double plain = 0;
    double squared = 0;
    double corrected = 0;
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      CalibrationBins bins = new CalibrationBins(CalibrationEdges.equalWidth(10));
      for (int i = 0; i < 500; i++) {
        double p = random.nextDouble();
        bins.add(p, random.nextDouble() < p ? 1 : 0, 1);
      }
      plain += CalibrationError.ece(bins.table()) / runs;
      corrected += CalibrationError.debiasedEce(bins.table()) / runs;
      squared += CalibrationError.debiasedSquaredError(bins.table()) / runs;
    }
    assertThat(plain).isBetween(0.03, 0.06);
    // with no true gap the correction leaves 2 - sqrt(2) of the bias of the absolute error
    assertThat(corrected / plain).isCloseTo(2 - Math.sqrt(2), offset(0.05));
    assertThat(squared).isCloseTo(0, offset(3e-4));
  }

  @Property(tries = 100)
  void equalMassBinsHoldEqualMass(
      @ForAll @IntRange(min = 1, max = 20) int count, @ForAll long seed) {
    Rows rows = Rows.random(1000, 0, 0.3, false, seed);
    CalibrationBins bins = new CalibrationBins(CalibrationEdges.equalMass(rows.curve(), count));
    for (int i = 0; i < rows.size(); i++) {
      bins.add(rows.scores()[i], rows.labels()[i] ? 1 : 0, 1);
    }
    assertThat(bins.table()).hasSize(count);
    for (ReliabilityBin bin : bins.table()) {
      assertThat(bin.weight()).isCloseTo(1000.0 / count, offset(1.0));
    }
  }

  @Test
  void tiedScoresStayInOneBin() {
    ScoreHistogram state = ScoreHistogram.unweighted(10);
    for (int i = 0; i < 100; i++) {
      state.add(i < 90 ? 0.1 : 0.2, i % 5 == 0);
    }
    CalibrationEdges edges = CalibrationEdges.equalMass(state.curve(), 10);
    assertThat(edges.inner()).containsExactly(0.2);
  }

  @Property
  void aBinHoldsWhatLiesBetweenItsEdges(
      @ForAll @IntRange(min = 1, max = 50) int count, @ForAll @IntRange(min = 0, max = 100) int p) {
    CalibrationEdges edges = CalibrationEdges.equalWidth(count);
    int bin = edges.binOf(p / 100.0);
    assertThat(p / 100.0).isBetween(edges.low(bin), edges.high(bin));
    assertThat(edges.binOf(edges.low(bin))).isEqualTo(bin);
  }

  @Test
  void edgesMustAscend() {
    assertThatThrownBy(() -> CalibrationEdges.at(0.5, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ascending");
    assertThatThrownBy(() -> CalibrationEdges.equalWidth(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
