package io.rankproof.kernel.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.kernel.Shuffled;
import io.rankproof.kernel.sum.SumGrid;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BootstrapSumsTest {
  private static final int CELLS = 7;
  private static final SumGrid GRID = SumGrid.forTotal(1e4);

  private static double[] vector(long seed) {
    Random random = new Random(seed);
    double[] values = new double[CELLS];
    for (int c = 0; c < CELLS; c++) {
      values[c] = GRID.round(random.nextInt(4) == 0 ? 0 : random.nextGaussian());
    }
    return values;
  }

  private static double[] plainly(long seed, int replicates, int clusters, int cell) {
    PoissonWeights weights = new PoissonWeights(seed);
    double[] sums = new double[replicates];
    for (int u = 0; u < clusters; u++) {
      for (int b = 0; b < replicates; b++) {
        sums[b] += weights.weight(u, b) * vector(u)[cell];
      }
    }
    return sums;
  }

  @Property(tries = 30)
  void theyAreThePlainSums(
      @ForAll @IntRange(min = 1, max = 600) int replicates,
      @ForAll @IntRange(min = 0, max = 21) int clusters,
      @ForAll long seed) {
    BootstrapSums sums = new BootstrapSums(seed, replicates, CELLS);
    for (int u = 0; u < clusters; u++) {
      sums.add(u, vector(u));
    }
    for (int cell = 0; cell < CELLS; cell++) {
      assertThat(sums.replicates(cell)).isEqualTo(plainly(seed, replicates, clusters, cell));
      sums.requireExact(cell, GRID);
    }
  }

  @Property(tries = 50)
  void anyOrderPartitioningAndSplitOfAClusterGivesTheSameBits(
      @ForAll long order, @ForAll @IntRange(min = 1, max = 7) int parts) {
    int clusters = 50;
    BootstrapSums whole = new BootstrapSums(3, 301, CELLS);
    BootstrapSums[] partial = new BootstrapSums[parts];
    for (int p = 0; p < parts; p++) {
      partial[p] = new BootstrapSums(3, 301, CELLS);
    }
    for (int u = 0; u < clusters; u++) {
      whole.add(u, vector(u));
    }
    Random random = new Random(order);
    for (int u : Shuffled.indices(clusters, order)) {
      int cut = random.nextInt(CELLS + 1);
      double[] values = vector(u);
      partial[random.nextInt(parts)].add(u, cut, values, cut, CELLS - cut);
      partial[random.nextInt(parts)].add(u, 0, values, 0, cut);
    }
    for (int p = 1; p < parts; p++) {
      partial[0].merge(BootstrapSums.fromBytes(partial[p].toBytes()));
    }
    for (int cell = 0; cell < CELLS; cell++) {
      assertThat(partial[0].replicates(cell)).isEqualTo(whole.replicates(cell));
      assertThat(partial[0].total(cell)).isEqualTo(whole.total(cell));
    }
  }

  @Test
  void ratiosAreRenormalisedWithinAReplicate() {
    BootstrapSums sums = new BootstrapSums(11, 64, 2);
    sums.add(1, new double[] {3, 2});
    PoissonWeights weights = new PoissonWeights(11);
    double[] ratio = sums.ratio(0, 1);
    for (int b = 0; b < 64; b++) {
      double expected = weights.weight(1, b) == 0 ? Double.NaN : 1.5;
      assertThat(Double.compare(ratio[b], expected)).isZero();
    }
    Replicates replicates = Replicates.of(ratio);
    assertThat(replicates.undefined()).isPositive();
    assertThat(replicates.defined() + replicates.undefined()).isEqualTo(64);
  }

  @Test
  void anUntouchedCellIsZeroAndTakesNoBytes() {
    BootstrapSums sums = new BootstrapSums(1, 100, 1000);
    int empty = sums.toBytes().length;
    sums.add(9, 998, new double[] {1}, 0, 1);
    assertThat(sums.replicates(5)).containsOnly(0).hasSize(100);
    assertThat(sums.toBytes().length - empty).isEqualTo(4 + 8 + 800);
  }

  @Test
  void valuesOffTheGridAreSeen() {
    BootstrapSums sums = new BootstrapSums(1, 8, 1);
    sums.add(1, new double[] {0.1});
    assertThatThrownBy(() -> sums.requireExact(0, SumGrid.forTotal(1000)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("cell 0 left its grid");
  }

  @Test
  void onlyEqualShapesMerge() {
    assertThatThrownBy(() -> new BootstrapSums(1, 8, 1).merge(new BootstrapSums(2, 8, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed 2");
    assertThatThrownBy(() -> new BootstrapSums(1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
