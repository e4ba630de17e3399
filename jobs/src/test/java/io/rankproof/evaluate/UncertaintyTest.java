package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.evaluate.Uncertainty.Estimate;
import io.rankproof.evaluate.Uncertainty.Method;
import io.rankproof.kernel.stats.Interval;
import org.junit.jupiter.api.Test;

class UncertaintyTest {
  private static Estimate of(double value, double error) {
    return new Estimate(
        value, Interval.around(value, error, 2), error, error == 0 ? Method.NONE : Method.DELTA);
  }

  /** Student's distribution with one degree of freedom is Cauchy's: P(|t| > 1) = 1/2. */
  @Test
  void differencesAreTestedByWhatTheyAreAtLeast() {
    assertThat(of(0.3, 0.3).pValue(2, 0)).isCloseTo(0.5, within(1e-12));
    assertThat(of(-0.3, 0.2).pValue(2, 0.1)).isCloseTo(0.5, within(1e-12));
    assertThat(of(1e-5, 1e-9).pValue(100, 0)).isLessThan(1e-12);
    assertThat(of(1e-5, 1e-9).pValue(100, 2e-5)).isEqualTo(1);
  }

  @Test
  void withoutVarianceThereIsNoTest() {
    assertThat(of(0.5, 0).pValue(2, 0)).isNaN();
    assertThat(of(0, 0).pValue(2, 0)).isEqualTo(1);
    assertThat(of(1e-5, 0).pValue(2, 1e-4)).isEqualTo(1);
    assertThat(Estimate.without(0.5).pValue(2, 0)).isNaN();
  }

  @Test
  void intervalsTakeInHowFarTheValueMayBeOff() {
    Interval wider = of(0.5, 0.1).offBy(0.01).interval();
    assertThat(wider.low()).isCloseTo(0.29, within(1e-12));
    assertThat(wider.high()).isCloseTo(0.71, within(1e-12));
    assertThat(Estimate.without(0.5).offBy(0.01).interval().isDefined()).isFalse();
  }
}
