package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MonotoneTest {

  @Test
  void violatorsBecomeTheirWeightedMean() {
    assertThat(Monotone.falling(new double[] {1, 0.4, 0.6, 0.2}, new double[] {1, 3, 1, 5}))
        .containsExactly(new double[] {1, 0.45, 0.45, 0.2}, within(1e-12));
    assertThat(Monotone.falling(new double[] {1, 2, 3}, new double[] {1, 1, 2}))
        .containsExactly(new double[] {2.25, 2.25, 2.25}, within(1e-12));
  }

  @Property
  void fallsAndKeepsTheWeightedMean(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = -5, max = 5) Double> list,
      @ForAll @Size(12) List<@DoubleRange(min = 0.1, max = 9) Double> weightList) {
    double[] values = list.stream().mapToDouble(Double::doubleValue).toArray();
    double[] weights = weightList.stream().mapToDouble(Double::doubleValue).toArray();
    double[] smooth = Monotone.falling(values, weights);
    double before = 0;
    double after = 0;
    for (int i = 0; i < values.length; i++) {
      before += weights[i] * values[i];
      after += weights[i] * smooth[i];
      assertThat(i == 0 || smooth[i] <= smooth[i - 1]).isTrue();
    }
    assertThat(after).isCloseTo(before, within(1e-9));
    assertThat(Monotone.falling(smooth, weights)).containsExactly(smooth, within(1e-12));
  }
}
