package io.rankproof.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KendallTauTest {
  /** Six pairs: five agree and one is reversed. */
  @Test
  void countsPairs() {
    assertThat(KendallTau.of(new double[] {1, 2, 3, 4}, new double[] {1, 2, 4, 3}))
        .isCloseTo(4.0 / 6, within(1e-15));
    assertThat(KendallTau.of(new double[] {1, 2, 3}, new double[] {9, 5, 1})).isEqualTo(-1);
  }

  /** Pairs: (1,2) tied in the first; the others agree: 2 / sqrt(3 x 2). */
  @Test
  void tiesAndMissingValues() {
    assertThat(KendallTau.of(new double[] {1, 1, 2}, new double[] {1, 2, 3}))
        .isCloseTo(2 / Math.sqrt(6), within(1e-15));
    assertThat(KendallTau.of(new double[] {1, Double.NaN, 2}, new double[] {5, 7, 6})).isEqualTo(1);
    assertThat(KendallTau.of(new double[] {1, 1}, new double[] {1, 2})).isNaN();
  }
}
