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

  private static OptionalDouble share(int[] codes, int[] ids) {
    return new OneToOne(codes, ids, 50).share();
  }

  private static double share(int[] codes) {
    return share(codes, codes(row -> row % 100)).orElseThrow();
  }

  @Test
  void countsTheRowsThatHaveBoth() {
    assertThat(share(codes(row -> 99 - row % 100))).isEqualTo(1);
    assertThat(share(codes(row -> row < 300 ? -1 : 99 - row % 100))).isEqualTo(1);
    assertThat(
            share(codes(row -> row % 100), codes(row -> row < 300 ? -1 : row % 100)).orElseThrow())
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
  void idsThatComeAgainDecideWhereThereAreEnough() {
    int[] unique = codes(row -> row);
    assertThat(share(unique, unique)).hasValue(1);
    // the 60, then 4, ids with two rows have two values each
    assertThat(share(unique, codes(row -> row < 120 ? row / 2 : row))).hasValue(0);
    assertThat(share(unique, codes(row -> row < 8 ? row / 2 : row))).hasValue(0.992);
    assertThat(share(codes(row -> row % 40), codes(row -> row % 40))).isEmpty();
  }

  /** The 60 ids with two rows have a value each, but the others share theirs. */
  @Test
  void valuesAreSharedByIdsWithOneRow() {
    int[] ids = codes(row -> row < 120 ? row / 2 : row);
    assertThat(share(codes(row -> row < 120 ? row / 2 : 120 + row / 2), ids)).hasValue(0.12);
    assertThat(share(codes(row -> row < 120 ? row / 2 : row % 60), ids)).hasValue(0);
  }
}
