package io.rankproof.kernel.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.kernel.Shuffled;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class SumGridTest {
  @Provide
  Arbitrary<double[]> terms() {
    return Arbitraries.doubles().between(-1e6, 1e6).ofScale(9).array(double[].class).ofMaxSize(50);
  }

  @Property
  void doubleSumsOfGridValuesDoNotDependOnOrder(
      @ForAll("terms") double[] terms, @ForAll long seed) {
    double bound = 0;
    for (double term : terms) {
      bound += 8 * Math.abs(term);
    }
    SumGrid grid = SumGrid.forTotal(bound + 1e-9);
    double forward = 0;
    for (double term : terms) {
      forward += 3 * grid.round(term);
    }
    double shuffled = 0;
    for (int i : Shuffled.indices(terms.length, seed)) {
      shuffled = Math.fma(3, grid.round(terms[i]), shuffled);
    }
    assertThat(shuffled).isEqualTo(forward);
    assertThat(grid.holds(forward)).isTrue();
  }

  @Property
  void roundingMovesByAtMostHalfAUnit(@ForAll @DoubleRange(min = -1, max = 1) double term) {
    SumGrid grid = SumGrid.forTotal(1e7);
    assertThat(Math.abs(grid.round(term) - term)).isLessThanOrEqualTo(grid.unit() / 2);
  }

  @Test
  void theUnitFollowsTheBound() {
    assertThat(SumGrid.forTotal(1).unit()).isEqualTo(0x1p-51);
    assertThat(SumGrid.forTotal(1000).unit()).isEqualTo(0x1p-42);
    assertThat(SumGrid.forTotal(1000).limit()).isEqualTo(2048);
    assertThat(SumGrid.ofExponent(SumGrid.forTotal(5).exponent())).isEqualTo(SumGrid.forTotal(5));
  }

  @Test
  void whatIsOffTheGridOrBeyondItsLimitIsSeen() {
    SumGrid grid = SumGrid.forTotal(1000);
    assertThat(grid.holds(0.1)).isFalse();
    assertThat(grid.holds(4096)).isFalse();
    assertThat(grid.holds(0.5)).isTrue();
  }

  @Test
  void aBoundMustBePositive() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> SumGrid.forTotal(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be positive");
    }
  }
}
