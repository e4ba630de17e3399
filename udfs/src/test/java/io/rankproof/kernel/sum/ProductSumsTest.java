package io.rankproof.kernel.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProductSumsTest {
  private static final ProductSums.Pairs PAIRS =
      new ProductSums.Pairs(3, new int[] {0, 0, 1, 2}, new int[] {0, 1, 2, 2});

  private static long[] vector(Random random, int bits) {
    return random.longs(3).map(x -> x >> (63 - bits)).toArray();
  }

  private static BigInteger[] plainly(long[][] vectors) {
    BigInteger[] sums = new BigInteger[PAIRS.count()];
    for (int pair = 0; pair < sums.length; pair++) {
      sums[pair] = BigInteger.ZERO;
      for (long[] vector : vectors) {
        BigInteger first = BigInteger.valueOf(vector[PAIRS.first()[pair]]);
        BigInteger second = BigInteger.valueOf(vector[PAIRS.second()[pair]]);
        sums[pair] = sums[pair].add(first.multiply(second));
      }
    }
    return sums;
  }

  /** Small and large numbers, in any order, in parts, with a look in between. */
  @Property(tries = 200)
  void agreesWithBigIntegersInAnyOrderAndSplit(
      @ForAll long seed, @ForAll @IntRange(max = 40) int size, @ForAll boolean large)
      throws Exception {
    Random random = new Random(seed);
    long[][] vectors = new long[size][];
    for (int i = 0; i < size; i++) {
      vectors[i] = vector(random, large && random.nextInt(5) == 0 ? 52 : 28);
    }
    ProductSums whole = new ProductSums(PAIRS);
    ProductSums part = new ProductSums(PAIRS);
    ProductSums rest = new ProductSums(PAIRS);
    for (int i = 0; i < size; i++) {
      whole.add(vectors[i]);
      (i % 3 == 0 ? part : rest).add(vectors[size - 1 - i]);
      if (i % 11 == 5) {
        assertThat(part.value(0)).isNotNegative();
      }
    }
    part.merge(copy(rest));

    assertThat(part).isEqualTo(whole).hasSameHashCodeAs(whole);
    BigInteger[] expected = plainly(vectors);
    for (int pair = 0; pair < expected.length; pair++) {
      assertThat(whole.value(pair)).isEqualTo(expected[pair].doubleValue());
    }
  }

  private static ProductSums copy(ProductSums sums) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sums);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ProductSums) in.readObject();
    }
  }

  @Test
  void negativeSumsAndCarries() {
    ProductSums sums = new ProductSums(new ProductSums.Pairs(2, new int[] {0}, new int[] {1}));
    sums.add(new long[] {-1, 1});
    assertThat(sums.value(0)).isEqualTo(-1);
    sums.add(new long[] {1, 1});
    assertThat(sums.value(0)).isZero();
    sums.add(new long[] {1L << 52, 1L << 52});
    sums.add(new long[] {-(1L << 52), 1});
    assertThat(sums.value(0)).isEqualTo(Math.scalb(1.0, 104) - Math.scalb(1.0, 52));
  }

  @Test
  void theLargestNumbersThatAreMultipliedInOneWord() {
    long[] largest = {(1L << 29) - 1, -(1L << 29), (1L << 29) - 1};
    ProductSums sums = new ProductSums(PAIRS);
    long[][] vectors = new long[ProductSums.WAITING][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = largest;
      sums.add(largest);
    }
    assertThat(sums.value(1)).isEqualTo(plainly(vectors)[1].doubleValue());
    assertThat(sums.value(3)).isEqualTo(plainly(vectors)[3].doubleValue());
  }

  @Test
  void theHeadOfThePairs() {
    ProductSums sums = new ProductSums(PAIRS.head(2));
    sums.add(new long[] {2, 3, 5});
    assertThat(sums.size()).isEqualTo(2);
    assertThat(sums.value(1)).isEqualTo(6);
  }

  @Test
  void pairsMustAgreeAndLieWithinTheVector() {
    assertThatThrownBy(() -> new ProductSums(PAIRS).merge(new ProductSums(PAIRS.head(2))))
        .hasMessage("cannot merge 2 sums into 4: the pairs must be the same");
    assertThatThrownBy(() -> new ProductSums.Pairs(2, new int[] {0}, new int[] {2}))
        .hasMessage("pair (0, 2) is not within 2 numbers");
    assertThatThrownBy(() -> new ProductSums.Pairs(2, new int[] {0}, new int[] {}))
        .hasMessage("1 first and 0 second factors: each pair has both");
  }
}
