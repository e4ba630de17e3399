package io.rankproof.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerLawTest {
  @Property
  void staysInRange(
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long count,
      @ForAll @DoubleRange(min = 0, max = 3) double skew,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double uniform) {
    assertThat(new PowerLaw(count, skew).rank(uniform)).isBetween(0L, count - 1);
  }

  @Test
  void withoutSkewEveryRankIsEquallyLikely() {
    PowerLaw even = new PowerLaw(4, 0);

    assertThat(even.rank(0)).isZero();
    assertThat(even.rank(0.2499)).isZero();
    assertThat(even.rank(0.2501)).isEqualTo(1);
    assertThat(even.rank(0.9999)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.6, 1, 1.4})
  void sharesAreIntegralsOfThePowerLaw(double skew) {
    int count = 100;
    int draws = 1_000_000;
    PowerLaw law = new PowerLaw(count, skew);
    int[] seen = new int[count];
    for (int i = 0; i < draws; i++) {
      seen[(int) law.rank((i + 0.5) / draws)]++;
    }

    double total = integral(1, count + 1, skew);
    for (int rank = 0; rank < count; rank++) {
      assertThat(seen[rank] / (double) draws)
          .isCloseTo(integral(rank + 1, rank + 2, skew) / total, within(2.0 / draws));
    }
  }

  /** Simpson's rule, finely. */
  private static double integral(double from, double to, double skew) {
    int steps = 20_000;
    double width = (to - from) / steps;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      double left = from + i * width;
      sum +=
          Math.pow(left, -skew)
              + 4 * Math.pow(left + width / 2, -skew)
              + Math.pow(left + width, -skew);
    }
    return sum * width / 6;
  }
}
