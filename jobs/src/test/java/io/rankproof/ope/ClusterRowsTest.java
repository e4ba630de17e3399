package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

class ClusterRowsTest {
  private static final int COLUMNS = 5;

  @Property(tries = 100)
  void rowsComeByRequestAndOrderWhateverOrderTheyCameIn(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int size) {
    SplittableRandom random = new SplittableRandom(seed);
    List<long[]> rows =
        IntStream.range(0, size)
            .mapToObj(i -> new long[] {7, random.nextLong(-9, 9), random.nextLong(), i})
            .toList();
    ClusterRows cluster = new ClusterRows(COLUMNS);
    // twice: the second cluster must not see the first
    for (int round = 0; round < 2; round++) {
      rows.forEach(row -> cluster.add(unsafe(row)));
      cluster.sort();
      assertThat(cluster.cluster()).isEqualTo(7);
      assertThat(IntStream.range(0, size).mapToObj(i -> read(cluster.row(i))))
          .usingElementComparator(Arrays::compare)
          .containsExactlyElementsOf(
              rows.stream()
                  .sorted(Comparator.<long[]>comparingLong(r -> r[1]).thenComparingLong(r -> r[2]))
                  .toList());
      cluster.clear();
      assertThat(cluster.isEmpty()).isTrue();
    }
  }

  /** The last column is null where the one before is odd. */
  private static UnsafeRow unsafe(long[] values) {
    UnsafeRow row = new UnsafeRow(COLUMNS);
    row.pointTo(new byte[8 + 8 * COLUMNS], 8 + 8 * COLUMNS);
    for (int column = 0; column < values.length; column++) {
      row.setLong(column, values[column]);
    }
    if (values[3] % 2 == 1) {
      row.setNullAt(4);
    }
    return row;
  }

  private static long[] read(InternalRow row) {
    assertThat(row.isNullAt(4)).isEqualTo(row.getLong(3) % 2 == 1);
    return new long[] {row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)};
  }
}
