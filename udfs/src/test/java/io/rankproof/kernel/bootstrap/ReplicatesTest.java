package io.rankproof.kernel.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.rankproof.kernel.stats.Interval;
import org.junit.jupiter.api.Test;

class ReplicatesTest {
  private static final double[] VALUES = {4, 1, Double.NaN, 3, 2, 5};

  @Test
  void errorAndQuantilesByHand() {
    Replicates replicates = Replicates.of(VALUES);
    assertThat(replicates.undefined()).isEqualTo(1);
    assertThat(replicates.standardError()).isCloseTo(Math.sqrt(2.5), offset(1e-15));
    assertThat(replicates.quantile(0)).isEqualTo(1);
    assertThat(replicates.quantile(0.125)).isEqualTo(1.5);
    assertThat(replicates.percentileInterval(0.5)).isEqualTo(new Interval(2, 4));
  }

  @Test
  void theNormalIntervalUsesStudent() {
    Interval interval = Replicates.of(VALUES).normalInterval(3, 0.95, 11);
    assertThat(interval.high() - 3).isCloseTo(2.228139 * Math.sqrt(2.5), offset(1e-5));
    assertThat(interval.low() + interval.high()).isCloseTo(6, offset(1e-12));
  }

  @Test
  void tooFewValuesGiveNoInterval() {
    Replicates one = Replicates.of(new double[] {1, Double.NaN});
    assertThat(one.percentileInterval(0.95).isDefined()).isFalse();
    assertThat(one.normalInterval(1, 0.95, 100).isDefined()).isFalse();
    assertThat(one.standardError()).isNaN();
    assertThat(Replicates.of(new double[0]).quantile(0.5)).isNaN();
  }

  @Test
  void differencesArePaired() {
    Replicates difference = Replicates.ofDifference(new double[] {5, 7}, new double[] {4, 4});
    assertThat(difference.quantile(0)).isEqualTo(1);
    assertThat(difference.quantile(1)).isEqualTo(3);
  }
}
