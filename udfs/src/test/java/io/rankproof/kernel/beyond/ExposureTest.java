package io.rankproof.kernel.beyond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ExposureTest {
  private static final long ONE = Exposure.ONE;

  @Test
  void giniAndCoverageOfASmallCatalogue() {
    ExposureSpread spread = of(0, 0, ONE, 3 * ONE);
    // Ascending 0, 0, 1, 3: (-3 x 0 - 1 x 0 + 1 x 1 + 3 x 3) / (4 x 4).
    assertThat(spread.gini()).isEqualTo(10.0 / 16);
    assertThat(spread.coverage()).isEqualTo(0.5);
    assertThat(spread.items()).isEqualTo(4);
    assertThat(of(ONE, ONE, ONE).gini()).isZero();
    assertThat(of(0, 0, 0, 8 * ONE).gini()).isEqualTo(0.75);
    assertThat(of(0, 0).gini()).isNaN();
    assertThat(new ExposureSpread().coverage()).isNaN();
  }

  private static ExposureSpread of(long... exposures) {
    ExposureSpread spread = new ExposureSpread();
    for (long exposure : exposures) {
      spread.add(exposure, exposure == 0 ? 0 : Exposure.NEVER);
    }
    return spread;
  }

  @Provide
  Arbitrary<List<Long>> exposures() {
    return Arbitraries.longs()
        .between(0, 40_000)
        .map(n -> n * ONE / 3)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 300)
  void giniIsTheMeanDifferenceOfAllPairsOverTwiceTheMean(@ForAll("exposures") List<Long> values) {
    double differences = 0;
    for (long a : values) {
      for (long b : values) {
        differences += Math.abs(a - b);
      }
    }
    double n = values.size();
    double total = values.stream().mapToDouble(v -> v).sum();
    ExposureSpread spread = of(values.stream().mapToLong(v -> v).toArray());
    if (total == 0) {
      assertThat(spread.gini()).isNaN();
    } else {
      assertThat(spread.gini()).isCloseTo(differences / (2 * n * total), within(1e-4));
      assertThat(spread.gini()).isBetween(-1e-4, 1.0);
    }
  }

  @Property(tries = 300)
  void partsMergeIntoTheWhole(@ForAll("exposures") List<Long> values, @ForAll long seed) {
    ExposureSpread[] parts = {new ExposureSpread(), new ExposureSpread(), new ExposureSpread()};
    Random random = new Random(seed);
    values.forEach(v -> parts[random.nextInt(3)].add(v, -v));
    ExposureSpread whole = new ExposureSpread();
    values.forEach(v -> whole.add(v, -v));
    ExposureSpread merged =
        parts[2].merge(ExposureSpread.fromBytes(parts[0].toBytes())).merge(parts[1]);
    assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
  }

  @Test
  void theChanceOfNeverBeingShownIsTheProductOverRequests() {
    double[] chances = {0.5, 0.25, 0.1, 1e-9};
    long log = 0;
    double missed = 1;
    for (double chance : chances) {
      log = Exposure.plus(log, Exposure.logMissed(chance));
      missed *= 1 - chance;
    }
    assertThat(Exposure.covered(log)).isCloseTo(Math.round((1 - missed) * ONE), within(2L));
    assertThat(Exposure.covered(0)).isZero();
    assertThat(Exposure.covered(Exposure.plus(log, Exposure.logMissed(1)))).isEqualTo(ONE);
    long many = 0;
    for (int i = 0; i < 1_000_000; i++) {
      many = Exposure.plus(many, Exposure.logMissed(1));
    }
    assertThat(Exposure.covered(many)).isEqualTo(ONE);
  }

  @Test
  void aTableKeepsWhatWasPutIntoIt() {
    LongTable table = new LongTable(2);
    long[] keys = new Random(5).longs(5000).toArray();
    for (long key : keys) {
      table.set(table.slotOf(key), 1, ~key);
    }
    table.slotOf(0);
    assertThat(table.size()).isEqualTo(5001);
    assertThat(Arrays.stream(keys).allMatch(key -> table.value(table.slotOf(key), 1) == ~key))
        .isTrue();
    long[] sorted = Arrays.stream(table.sortedSlots()).mapToLong(table::key).toArray();
    assertThat(sorted).isSorted().hasSize(5001);
    table.clear();
    assertThat(table.size()).isZero();
    assertThat(table.value(table.slotOf(keys[3]), 1)).isZero();
  }
}
