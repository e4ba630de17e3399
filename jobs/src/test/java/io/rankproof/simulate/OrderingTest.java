package io.rankproof.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OrderingTest {
  @Property
  void isTheOrderByScoreThenKey(@ForAll @Size(max = 400) @IntRange(min = 0, max = 50) int[] raw) {
    double[] scores = IntStream.of(raw).mapToDouble(score -> score / 4.0).toArray();
    long[] keys = IntStream.range(0, raw.length).mapToLong(i -> (i * 7919L) % 1009).toArray();
    int[] order = new int[raw.length];

    Ordering.sort(order, scores, keys);

    int[] expected =
        IntStream.range(0, raw.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> -scores[i])
                    .thenComparingLong(i -> keys[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    assertThat(order).isEqualTo(expected);
  }
}
