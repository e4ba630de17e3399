package io.rankproof.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HolmTest {
  @Test
  void adjustsByHand() {
    // Sorted: .01 x 4, .03 x 3 = .09, .04 x 2 = .08 (not below .09), .05 x 1 = .05 (nor that).
    assertThat(Holm.adjusted(new double[] {.05, .01, .04, .03}))
        .containsExactly(new double[] {.09, .04, .09, .09}, within(1e-12));
    assertThat(Holm.adjusted(new double[] {.9, .8})).containsExactly(1, 1);
    assertThat(Holm.adjusted(new double[] {})).isEmpty();
    assertThat(Holm.factors(new double[] {0, .5})).containsExactly(2, 1);
  }

  @Property
  void rejectsAsTheStepDownProcedureDoes(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 1000) Integer> thousandths,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double alpha) {
    double[] p = thousandths.stream().mapToDouble(n -> n / 1000.0).toArray();
    double[] adjusted = Holm.adjusted(p);
    double[] sorted = p.clone();
    Arrays.sort(sorted);
    int rejected = 0;
    while (rejected < p.length && sorted[rejected] * (p.length - rejected) <= alpha) {
      rejected++;
    }
    double threshold = rejected == 0 ? -1 : sorted[rejected - 1];
    for (int i = 0; i < p.length; i++) {
      assertThat(adjusted[i] <= alpha + 1e-15).isEqualTo(p[i] <= threshold);
      assertThat(adjusted[i]).isBetween(p[i], 1.0);
    }
  }
}
