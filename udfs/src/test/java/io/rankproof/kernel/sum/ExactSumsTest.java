package io.rankproof.kernel.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExactSumsTest {
  private static ExactSums of(Iterable<Double> terms) {
    ExactSums sums = new ExactSums(2);
    terms.forEach(term -> sums.add(1, term));
    return sums;
  }

  @Property(tries = 200)
  void equalsDecimalArithmeticInAnyOrder(@ForAll long seed) {
    Random random = new Random(seed);
    List<Double> terms = new ArrayList<>();
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < 30; i++) {
      double term = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(term)) {
        terms.add(term);
        expected = expected.add(new BigDecimal(term));
      }
    }
    ExactSums sums = of(terms);
    Collections.shuffle(terms, random);
    ExactSums merged = of(terms.subList(0, terms.size() / 3));
    merged.merge(of(terms.subList(terms.size() / 3, terms.size())));

    double mean =
        expected.divide(BigDecimal.valueOf(terms.size()), new MathContext(60)).doubleValue();
    assertThat(sums.mean(1, terms.size())).isEqualTo(mean);
    assertThat(merged).isEqualTo(sums).hasSameHashCodeAs(sums);
    assertThat(sums.mean(0, 1)).isZero();
  }

  @Test
  void largeOnesCancel() {
    assertThat(of(List.of(Double.MAX_VALUE, 1.0, Double.MIN_VALUE, -Double.MAX_VALUE)).mean(1, 1))
        .isEqualTo(1.0);
    assertThat(of(Collections.nCopies(3, Double.MIN_VALUE)).mean(1, 3)).isEqualTo(Double.MIN_VALUE);
  }

  @Test
  void carriesBeforeADigitOverflows() {
    double term = Math.nextDown(0x1p31);
    int terms = 100_000;
    ExactSums up = of(Collections.nCopies(terms, term));
    ExactSums down = of(Collections.nCopies(terms, -Double.MAX_VALUE));
    assertThat(up.mean(1, terms)).isEqualTo(term);
    assertThat(down.mean(1, terms)).isEqualTo(-Double.MAX_VALUE);
  }

  @Test
  void refusesWhatIsNotFinite() {
    ExactSums sums = new ExactSums(1);
    assertThatIllegalArgumentException().isThrownBy(() -> sums.add(0, Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sums.add(0, Double.NEGATIVE_INFINITY))
        .withMessageContaining("finite");
    assertThatIllegalArgumentException().isThrownBy(() -> sums.merge(new ExactSums(2)));
  }
}
