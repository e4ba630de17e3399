package io.rankproof.kernel.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProductSumsTest {
  private static final int TERMS = 2000;

  private static long term(Random random) {
    return (random.nextLong() >> 12) * (random.nextBoolean() ? 1 : -1);
  }

  @Test
  void agreesWithBigIntegersInAnyOrderAndSplit() {
    Random random = new Random(7);
    long[] first = random.longs(TERMS).map(x -> term(random)).toArray();
    long[] second = random.longs(TERMS).map(x -> term(random)).toArray();
    BigInteger expected = BigInteger.ZERO;
    ProductSums whole = new ProductSums(2);
    ProductSums part = new ProductSums(2);
    ProductSums rest = new ProductSums(2);
    for (int i = 0; i < TERMS; i++) {
      expected = expected.add(BigInteger.valueOf(first[i]).multiply(BigInteger.valueOf(second[i])));
      whole.add(1, first[i], second[i]);
      int last = TERMS - 1 - i;
      (i % 3 == 0 ? part : rest).add(1, first[last], second[last]);
    }
    part.merge(rest);

    assertThat(whole.value(1)).isEqualTo(expected.doubleValue());
    assertThat(part).isEqualTo(whole).hasSameHashCodeAs(whole);
    assertThat(whole.value(0)).isZero();
  }

  @Test
  void negativeSumsAndCarries() {
    ProductSums sums = new ProductSums(1);
    sums.add(0, -1, 1);
    assertThat(sums.value(0)).isEqualTo(-1);
    sums.add(0, 1, 1);
    assertThat(sums.value(0)).isZero();
    sums.add(0, 1L << 52, 1L << 52);
    sums.add(0, -(1L << 52), 1);
    assertThat(sums.value(0)).isEqualTo(Math.scalb(1.0, 104) - Math.scalb(1.0, 52));
  }

  @Test
  void sizesMustAgree() {
    assertThatThrownBy(() -> new ProductSums(1).merge(new ProductSums(2)))
        .hasMessage("cannot merge 2 sums into 1: the sizes must be equal");
  }
}
