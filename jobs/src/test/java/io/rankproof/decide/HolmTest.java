package io.rankproof.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.kernel.stats.MultipleTests;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HolmTest {
  @Test
  void factorsByHand() {
    // Sorted: .01 x 4, .03 x 3 = .09, .04 x 2 = .08 (not below .09), .05 x 1 = .05 (nor that).
    assertThat(Holm.factors(new double[] {.05, .01, .04, .03}))
        .containsExactly(new double[] {.09 / .05, 4, .09 / .04, 3}, within(1e-12));
    assertThat(Holm.factors(new double[] {})).isEmpty();
    assertThat(Holm.factors(new double[] {0, .5})).containsExactly(2, 1);
  }

  @Property
  void factorsAreWhatCorrectsThePValues(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 1000) Integer> thousandths) {
    double[] p = thousandths.stream().mapToDouble(n -> n / 1000.0).toArray();
    double[] factors = Holm.factors(p);
    double[] corrected = MultipleTests.holm(p);
    for (int i = 0; i < p.length; i++) {
      assertThat(Math.min(1, p[i] * factors[i])).isEqualTo(corrected[i], within(1e-14));
      assertThat(factors[i]).isGreaterThanOrEqualTo(1);
    }
  }
}
