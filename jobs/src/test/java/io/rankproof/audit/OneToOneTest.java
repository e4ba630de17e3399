package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** 100 ids of 10 rows each. */
class OneToOneTest {
  private static final int ROWS = 1000;

  private static int[] codes(IntUnaryOperator code) {
    return IntStream.range(0, ROWS).map(code).toArray();
  }

  private static OptionalDouble share(int[] codes, int[] ids, boolean onlyRepeated) {
    return new OneToOne(codes, ids, 50).share(onlyRepeated);
  }

  private static double share(int[] codes) {
    return share(codes, codes(row -> row % 100), true).orElseThrow();
  }

  @Test
  void countsTheRowsThatHaveBoth() {
    assertThat(share(codes(row -> 99 - row % 100))).isEqualTo(1);
    assertThat(share(codes(row -> row < 300 ? -1 : 99 - row % 100))).isEqualTo(1);
    assertThat(
            share(codes(row -> row % 100), codes(row -> row < 300 ? -1 : row % 100), true)
                .orElseThrow())
        .isEqualTo(1);
  }

  @Test
  void aFewOtherValuesAreCounted() {
    assertThat(share(codes(row -> row < 7 ? 100 : row % 100))).isCloseTo(0.993, within(1e-12));
  }

  @Test
  void valuesSharedByIdsAreNoPairs() {
    assertThat(share(codes(row -> row % 100 / 2))).isZero();
    assertThat(share(codes(row -> row))).isZero();
  }

  /** A number that never comes again has one value per id wherever ids do not either. */
  @Test
  void idsWithOneRowProveNothing() {
    int[] unique = codes(row -> row);
    assertThat(share(unique, unique, true)).isEmpty();
    assertThat(share(unique, unique, false)).hasValue(1);
    // the 60 ids with two rows have two values each
    assertThat(share(unique, codes(row -> row < 120 ? row / 2 : row), false)).hasValue(0);
    assertThat(share(codes(row -> row % 40), codes(row -> row % 40), false)).isEmpty();
  }
}
