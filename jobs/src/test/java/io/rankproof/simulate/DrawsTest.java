package io.rankproof.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import org.junit.jupiter.api.Test;

class DrawsTest {
  private final Draws draws = new Draws(1);

  @Test
  void hashIsThatOfSparkSql() {
    long spark =
        TestSpark.session()
            .sql("SELECT xxhash64(-5L, 123456789012345L)")
            .collectAsList()
            .get(0)
            .getLong(0);

    assertThat(XxHash64.hash(123456789012345L, XxHash64.hash(-5L, 42))).isEqualTo(spark);
  }

  @Test
  void noiseHasMeanZeroAndVarianceOne() {
    int n = 400_000;
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < n; i++) {
      double noise = draws.noise(Stream.QUALITY, i, 3);
      sum += noise;
      squares += noise * noise;
      largest = Math.max(largest, Math.abs(noise));
    }

    // Standard errors: 1 / sqrt(n) and sqrt((kurtosis - 1) / n) with kurtosis 2.7.
    assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(5 * Math.sqrt(1.7 / n)));
    assertThat(largest).isLessThan(3.4642);
  }

  @Test
  void streamsAndKeysAreUncorrelated() {
    int n = 200_000;
    double streams = 0;
    double keys = 0;
    for (int i = 0; i < n; i++) {
      double here = draws.noise(Stream.QUALITY, i, 0);
      streams += here * draws.noise(Stream.AFFINITY, i, 0);
      keys += here * draws.noise(Stream.QUALITY, i + 1, 0);
    }

    assertThat(streams / n).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(keys / n).isCloseTo(0, within(5 / Math.sqrt(n)));
  }

  @Test
  void tasteMatchHasMeanZeroAndVarianceOne() {
    int n = 200_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double match =
          Taste.match(
              draws.bits(Stream.USER_TASTE, i, 0),
              draws.bits(Stream.USER_TASTE, i, 1),
              draws.bits(Stream.ITEM_TASTE, i, 0),
              draws.bits(Stream.ITEM_TASTE, i, 1));
      sum += match;
      squares += match * match;
    }

    assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(0.02));
  }
}
