package io.rankproof.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void fourSignificantDigits() {
    assertThat(Figures.number(0.41234)).isEqualTo("0.4123");
    assertThat(Figures.number(0.0041234)).isEqualTo("0.004123");
    assertThat(Figures.number(12.3456)).isEqualTo("12.35");
    assertThat(Figures.number(1234567.8)).isEqualTo("1,234,568");
    assertThat(Figures.number(0)).isEqualTo("0");
    assertThat(Figures.number(-0.5)).isEqualTo("-0.5000");
    assertThat(Figures.number(1.2345e-9)).isEqualTo("1.2e-09");
    assertThat(Figures.number(Double.NaN)).isEqualTo("–");
    assertThat(Figures.number(OptionalDouble.empty())).isEqualTo("–");
  }

  @Test
  void anIntervalHasAsManyDecimalsAsItsLargestNumber() {
    assertThat(Figures.signedInterval(Sample.measured(0.0001, 0.002)))
        .isEqualTo("+0.000100 [-0.003900, +0.004100]");
    assertThat(Figures.interval(Sample.measured(0.995, 0.005))).isEqualTo("0.995 [0.985, 1.005]");
  }

  @Test
  void probabilitiesAndShares() {
    assertThat(Figures.pValue(OptionalDouble.of(0.00001))).isEqualTo("<0.0001");
    assertThat(Figures.pValue(OptionalDouble.of(0.0042))).isEqualTo("0.0042");
    assertThat(Figures.pValue(OptionalDouble.of(0.2))).isEqualTo("0.200");
    assertThat(Figures.percent(0.1234)).isEqualTo("12.3%");
    assertThat(Figures.percent(0.00012)).isEqualTo("0.012%");
    assertThat(Figures.signedPercent(0.05)).isEqualTo("+5.0%");
    assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
  }
}
