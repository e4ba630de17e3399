package io.rankproof.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class StatsTest {
  @Test
  void quantilesMatchTheTables() {
    assertThat(Quantiles.normal(0.975)).isCloseTo(1.959963984540054, offset(1e-12));
    assertThat(Quantiles.student(0.975, 10)).isCloseTo(2.2281388519649385, offset(1e-10));
    assertThat(Quantiles.twoSidedStudent(0.90, 4)).isCloseTo(2.131846786, offset(1e-8));
    assertThat(Quantiles.student(0.975, 0)).isNaN();
  }

  @Test
  void pValuesMatchTheTables() {
    assertThat(PValues.twoSided(2.2281388519649385, 10)).isCloseTo(0.05, offset(1e-10));
    assertThat(PValues.twoSided(-2.2281388519649385, 10)).isCloseTo(0.05, offset(1e-10));
    assertThat(PValues.greater(0, 3)).isEqualTo(0.5);
    assertThat(PValues.less(2, 8) + PValues.greater(2, 8)).isCloseTo(1, offset(1e-15));
    assertThat(PValues.twoSidedNormal(1.959963984540054)).isCloseTo(0.05, offset(1e-10));
    assertThat(PValues.greater(Double.POSITIVE_INFINITY, 5)).isZero();
    assertThat(PValues.twoSided(Double.NaN, 5)).isNaN();
    assertThat(PValues.twoSided(1, 0)).isNaN();
  }

  @Test
  void smallPValuesKeepTheirDigits() {
    assertThat(PValues.twoSidedNormal(10)).isCloseTo(1.5239706048321e-23, offset(1e-33));
    assertThat(PValues.twoSided(40, 1000)).isPositive().isLessThan(1e-100);
  }

  @Test
  void holmByHand() {
    double[] adjusted = MultipleTests.holm(new double[] {0.01, 0.04, 0.03, 0.005});
    assertThat(adjusted).containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, offset(1e-15));
  }

  @Test
  void benjaminiHochbergByHand() {
    double[] adjusted = MultipleTests.benjaminiHochberg(new double[] {0.01, 0.04, 0.03, 0.005});
    assertThat(adjusted).containsExactly(new double[] {0.02, 0.04, 0.04, 0.02}, offset(1e-15));
  }

  @Test
  void undefinedPValuesDoNotCount() {
    double[] p = {Double.NaN, 0.02, 0.9};
    assertThat(MultipleTests.holm(p)).containsExactly(Double.NaN, 0.04, 0.9);
    assertThat(MultipleTests.benjaminiHochberg(p)).containsExactly(Double.NaN, 0.04, 0.9);
    assertThatThrownBy(() -> MultipleTests.holm(new double[] {1.5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }

  @Test
  void estimatesGiveIntervalsBoundsAndTests() {
    Estimate estimate = new Estimate(1, 0.5, 11);
    assertThat(estimate.interval(0.95).low())
        .isCloseTo(1 - 0.5 * 2.2281388519649385, offset(1e-10));
    assertThat(estimate.lowerBound(0.95)).isCloseTo(1 - 0.5 * 1.8124611228107335, offset(1e-10));
    assertThat(estimate.upperBound(0.95)).isCloseTo(1 + 0.5 * 1.8124611228107335, offset(1e-10));
    assertThat(estimate.twoSidedP(1)).isEqualTo(1);
    assertThat(estimate.greaterP(0)).isCloseTo(estimate.twoSidedP(0) / 2, offset(1e-15));
    assertThat(estimate.lessP(0) + estimate.greaterP(0)).isCloseTo(1, offset(1e-15));
    assertThat(new Estimate(1, Double.NaN, 1).interval(0.95).isDefined()).isFalse();
  }

  @Test
  void foldedNormalMean() {
    assertThat(FoldedNormal.mean(0, 2)).isCloseTo(2 * Math.sqrt(2 / Math.PI), offset(1e-15));
    assertThat(FoldedNormal.mean(-3, 0)).isEqualTo(3);
    assertThat(FoldedNormal.mean(10, 0.1)).isCloseTo(10, offset(1e-12));
    assertThat(FoldedNormal.mean(-1, 1)).isCloseTo(1.1666306, offset(1e-6));
  }

  @Test
  void effectiveSizeOfEqualAndOfUnequalWeights() {
    assertThat(EffectiveSize.of(8, 16)).isEqualTo(4);
    assertThat(EffectiveSize.of(10, 82)).isCloseTo(100.0 / 82, offset(1e-15));
    assertThat(EffectiveSize.of(0, 0)).isZero();
  }
}
