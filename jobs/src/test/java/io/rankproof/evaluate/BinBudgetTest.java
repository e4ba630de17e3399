package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.point.ScoreHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinBudgetTest {
  private static final BinBudget FIRST =
      BinBudget.spend(1 << 10, new long[] {900_000, 500_000, 300_000, 10_000}, 2);

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
    BinBudget budget = BinBudget.spend(TaskMemory.DEFAULT.bins(), rows, 6);
    assertThat(budget.cohorts()).isEqualTo(26);
    for (int pair : budget.pairs()) {
      assertThat(budget.capacity(pair / 6, pair % 6)).isEqualTo((int) rows[pair / 6]);
    }
    assertThat(budget.pairs()).hasSize(26 * 6);
  }

  @Test
  void largeCohortsShareWhatSmallOnesLeave() {
    long[] rows = {200_000, 500_000, 300_000, 1_000, 1};
    int[] capacities = BinBudget.spend(1 << 20, rows, 2).capacities();

    // 2^19 per model: 1,000 and 2 to the small ones, the rest in three equal parts.
    int part = ((1 << 19) - 1_000 - 2) / 3;
    assertThat(capacities).containsExactly(part, part, part, part, part, part, 1_000, 1_000, 2, 2);
  }

  @Test
  void allRowsKeepTheirBinsAndSlicesBeyondTheBudgetHaveNone() {
    long[] rows = {1_000_000, 5_000, 5_000, 5_000};
    BinBudget budget = BinBudget.spend(3 << 10, rows, 1);
    assertThat(budget.capacities())
        .containsExactly(ScoreHistogram.DEFAULT_CAPACITY, 1 << 10, 1 << 10);
    assertThat(budget.capacity(3, 0)).isZero();
    assertThat(budget.predictions()).isEqualTo(ScoreHistogram.DEFAULT_CAPACITY);
  }

  private static BlurredPair pair(int cohort, int model, long rows, long least, long safe) {
    return new BlurredPair(cohort, model, rows, new BinNeed(least, safe));
  }

  @Test
  void anotherPassTakesTheLargestCohortsFirstAndFillsUpWithSmallerOnes() {
    BinBudget budget = BinBudget.spend(1 << 13, new long[] {9_000, 800, 700, 60}, 2);
    BinBudget next =
        budget.sharper(
            1_000,
            List.of(
                pair(3, 1, 60, 40, 60),
                pair(2, 0, 700, 500, 600),
                pair(1, 1, 800, 600, 700),
                pair(1, 0, 801, 200, 250)));

    assertThat(next.capacities()).containsExactly(0, 0, 250, 700, 0, 0, 0, 0);
    assertThat(next.pairs()).containsExactly(2, 3);
    assertThat(next.predictions()).isZero();

    BinBudget rest =
        budget.sharper(1_000, List.of(pair(3, 1, 60, 40, 60), pair(2, 0, 700, 500, 600)));
    assertThat(rest.capacities()).containsExactly(0, 0, 0, 0, 600, 0, 0, 60);
  }

  @Test
  void aPairThatNeedsMoreThanTheBudgetIsLeftOutAndOneThatBarelyFitsGetsAllOfIt() {
    BinBudget budget = BinBudget.spend(1 << 12, new long[] {9_000, 800}, 1);

    assertThat(budget.sharper(1_000, List.of(pair(0, 0, 9_000, 1_001, 2_000))).pairs()).isEmpty();
    assertThat(budget.sharper(1_000, List.of(pair(0, 0, 9_000, 999, 2_000))).capacities())
        .containsExactly(1_000, 0);
    assertThat(budget.sharper(1_000, List.of()).pairs()).isEmpty();
  }

  @Test
  void everyPassKeepsToTheBudgetAndInTheEndAllPairsHaveHadTheirTurn() {
    List<BlurredPair> waiting = new ArrayList<>();
    for (int cohort = 0; cohort < FIRST.cohorts(); cohort++) {
      for (int model = 0; model < 2; model++) {
        int need = 10 + 37 * (cohort + model) % 90;
        waiting.add(pair(cohort, model, 1_000 - cohort, need, need + 1));
      }
    }
    while (!waiting.isEmpty()) {
      BinBudget next = FIRST.sharper(100, waiting);
      assertThat(Arrays.stream(next.capacities()).sum()).isBetween(1, 100);
      waiting.removeIf(pair -> next.capacity(pair.cohort(), pair.model()) > 0);
    }
  }
}
