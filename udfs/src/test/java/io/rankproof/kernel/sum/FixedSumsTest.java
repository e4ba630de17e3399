package io.rankproof.kernel.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.kernel.Shuffled;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FixedSumsTest {
  @Provide
  Arbitrary<double[]> terms() {
    Arbitrary<Double> mantissa = Arbitraries.doubles().between(-2, 2).ofScale(12);
    Arbitrary<Integer> exponent = Arbitraries.integers().between(-80, 60);
    return mantissa
        .flatMap(m -> exponent.map(e -> Math.scalb(m, e)))
        .array(double[].class)
        .ofMaxSize(60);
  }

  @Property
  void theSumIsTheExactOneRoundedOnce(@ForAll("terms") double[] terms) {
    BigDecimal exact = BigDecimal.ZERO;
    FixedSums sums = new FixedSums(1);
    for (double term : terms) {
      double kept = Math.abs(term) < 0x1p-70 ? 0 : term;
      exact = exact.add(new BigDecimal(kept));
      sums.add(0, kept);
    }
    assertThat(sums.value(0)).isEqualTo(exact.doubleValue());
  }

  @Property
  void anyOrderAndPartitioningGivesTheSameBits(
      @ForAll("terms") double[] terms,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 7) int parts) {
    FixedSums whole = new FixedSums(2);
    FixedSums[] partial = new FixedSums[parts];
    for (int p = 0; p < parts; p++) {
      partial[p] = new FixedSums(2);
    }
    for (double term : terms) {
      whole.add(1, term);
    }
    for (int i : Shuffled.indices(terms.length, seed)) {
      partial[(int) Math.floorMod(i * 31L + seed, (long) parts)].add(1, terms[i]);
    }
    for (int p = parts - 1; p > 0; p--) {
      partial[0].merge(partial[p]);
    }
    assertThat(partial[0]).isEqualTo(whole);
    assertThat(partial[0].value(0)).isZero();
  }

  @Property
  void bytesRoundTrip(@ForAll("terms") double[] terms) {
    FixedSums sums = new FixedSums(3);
    for (int i = 0; i < terms.length; i++) {
      sums.add(i % 3, terms[i]);
    }
    ByteBuffer bytes = ByteBuffer.allocate(sums.byteSize());
    sums.writeTo(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(FixedSums.readFrom(bytes.flip())).isEqualTo(sums);
  }

  @Test
  void cancellationLeavesWhatRemains() {
    FixedSums sums = new FixedSums(1);
    sums.add(0, 1e15);
    sums.add(0, 1e-20);
    sums.add(0, -1e15);
    assertThat(sums.value(0)).isEqualTo(1e-20);
    sums.add(0, -3e-20);
    assertThat(sums.value(0)).isCloseTo(-2e-20, org.assertj.core.data.Offset.offset(1e-33));
  }

  @Test
  void tinyTermsVanishTowardZero() {
    FixedSums sums = new FixedSums(1);
    sums.add(0, Double.MIN_VALUE);
    sums.add(0, -1e-60);
    assertThat(sums.value(0)).isZero();
    sums.add(0, -0x1p-128);
    assertThat(sums.value(0)).isEqualTo(-0x1p-128);
  }

  @Test
  void termsThatDoNotFitAreRefused() {
    FixedSums sums = new FixedSums(1);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 0x1p62, -0x1p62}) {
      assertThatThrownBy(() -> sums.add(0, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be finite and below 2^62");
    }
    double large = Math.nextDown(0x1p62);
    sums.add(0, large);
    sums.add(0, large);
    assertThatThrownBy(() -> sums.add(0, large)).isInstanceOf(ArithmeticException.class);
    assertThat(sums.value(0)).isEqualTo(2 * large);
  }

  @Test
  void sizesMustAgreeInAMerge() {
    assertThatThrownBy(() -> new FixedSums(1).merge(new FixedSums(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sizes must be equal");
  }
}
