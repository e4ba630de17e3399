package io.rankproof.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MultipleTestsTest {
  @Property
  void holmRejectsAsTheStepDownProcedureDoes(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 1000) Integer> thousandths,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double alpha) {
    double[] p = probabilities(thousandths);
    double[] sorted = p.clone();
    Arrays.sort(sorted);
    int rejected = 0;
    while (rejected < p.length && (p.length - rejected) * sorted[rejected] <= alpha) {
      rejected++;
    }
    assertRejected(MultipleTests.holm(p), p, alpha, rejected == 0 ? -1 : sorted[rejected - 1]);
  }

  @Property
  void benjaminiHochbergRejectsAsTheStepUpProcedureDoes(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 1000) Integer> thousandths,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double alpha) {
    double[] p = probabilities(thousandths);
    double[] sorted = p.clone();
    Arrays.sort(sorted);
    int rejected = p.length;
    while (rejected > 0 && p.length * sorted[rejected - 1] / rejected > alpha) {
      rejected--;
    }
    double threshold = rejected == 0 ? -1 : sorted[rejected - 1];
    assertRejected(MultipleTests.benjaminiHochberg(p), p, alpha, threshold);
  }

  private static double[] probabilities(List<Integer> thousandths) {
    return thousandths.stream().mapToDouble(n -> n / 1000.0).toArray();
  }

  private static void assertRejected(
      double[] adjusted, double[] p, double alpha, double threshold) {
    for (int i = 0; i < p.length; i++) {
      assertThat(adjusted[i] <= alpha).isEqualTo(p[i] <= threshold);
      assertThat(adjusted[i]).isBetween(p[i] - 1e-15, 1.0);
    }
  }
}
