package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.point.ScoreHistogram;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BinBudgetTest {
  @Test
  void cohortsThatFitHaveABinForEveryRow() {
    // 37,720 rows, six models, three segments of four values, a tenth of it randomised.
    long[] rows = new long[26];
    Arrays.fill(rows, 2, 26, 3_772);
    rows[0] = 37_720;
    rows[1] = 3_772;
    for (int value = 1; value <= 12; value++) {
      rows[2 * value] = 9_430;
    }
    int[] capacities = BinBudget.spend(BinBudget.BINS, rows, 6).capacities();
    assertThat(Arrays.stream(capacities).asLongStream().toArray()).isEqualTo(rows);
  }

  @Test
  void largeCohortsShareWhatSmallOnesLeave() {
    long[] rows = {200_000, 500_000, 300_000, 1_000, 1};
    int[] capacities = BinBudget.spend(1 << 20, rows, 2).capacities();

    // 2^19 per model: 1,000 and 2 to the small ones, the rest in three equal parts.
    int part = ((1 << 19) - 1_000 - 2) / 3;
    assertThat(capacities).containsExactly(part, part, part, 1_000, 2);
  }

  @Test
  void allRowsKeepTheirBinsAndSlicesBeyondTheBudgetHaveNone() {
    long[] rows = {1_000_000, 5_000, 5_000, 5_000};
    assertThat(BinBudget.spend(3 << 10, rows, 1).capacities())
        .containsExactly(ScoreHistogram.DEFAULT_CAPACITY, 1 << 10, 1 << 10);
  }
}
