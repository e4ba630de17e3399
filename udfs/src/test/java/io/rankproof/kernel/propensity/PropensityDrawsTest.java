package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PropensityDrawsTest {
  @Test
  void withoutErrorNothingIsMultiplied() {
    for (double[] point : PropensityDraws.inverse(7, 200, List.<double[][]>of(new double[2][2]))) {
      assertThat(point).hasSize(200).containsOnly(1);
    }
  }

  @Test
  void drawsHaveTheCovarianceAskedFor() {
    double[][] covariance = {{0.04, 0.03, 0.04}, {0.03, 0.09, 0.03}, {0.04, 0.03, 0.04}};
    int draws = 40_000;
    double[][] inverse = PropensityDraws.inverse(3, draws, List.<double[][]>of(covariance));
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        for (int b = 0; b < draws; b++) {
          sum += Math.log(inverse[i][b]) * Math.log(inverse[j][b]) / draws;
        }
        // SE of a covariance of normals: at most sqrt(2) x 0.09 / 200
        assertThat(sum).isCloseTo(covariance[i][j], within(0.002));
      }
    }
    assertThat(inverse[2]).as("determined by the first").containsExactly(inverse[0], within(1e-9));
    assertThat(PropensityDraws.inverse(3, draws, List.<double[][]>of(covariance)))
        .isEqualTo(inverse);
  }

  @Test
  void contextsAreDrawnApart() {
    double[][] first = {{0.04, 0.04}, {0.04, 0.04}};
    double[][] second = {{0.09}};
    int draws = 40_000;
    double[][] inverse = PropensityDraws.inverse(3, draws, List.of(first, new double[0][], second));
    assertThat(inverse).hasDimensions(3, draws);
    assertThat(inverse[1]).containsExactly(inverse[0], within(1e-9));
    assertThat(PropensityDraws.inverse(3, draws, List.<double[][]>of(first))[0])
        .isEqualTo(inverse[0]);
    double both = 0;
    double square = 0;
    for (int b = 0; b < draws; b++) {
      both += Math.log(inverse[0][b]) * Math.log(inverse[2][b]) / draws;
      square += Math.log(inverse[2][b]) * Math.log(inverse[2][b]) / draws;
    }
    // SE of the covariance 0.2 x 0.3 / 200, of the variance sqrt(2) x 0.09 / 200
    assertThat(both).isCloseTo(0, within(0.001));
    assertThat(square).isCloseTo(0.09, within(0.002));
  }

  /** 200 contexts of 20 points: one factor of them all would have 16 million entries. */
  @Test
  void manyContextsCostTheSumOfTheirCurves() {
    double[][] covariance = new double[20][20];
    for (int i = 0; i < covariance.length; i++) {
      covariance[i][i] = 0.01;
    }
    assertThat(PropensityDraws.inverse(3, 100, Collections.nCopies(200, covariance)))
        .hasDimensions(4_000, 100);
  }

  @Test
  void eachPointMultipliesItsOwnTerms() {
    double[] certain = {10, 20};
    double[][] parts = {{1, 2}, {3, 4}};
    double[][] inverse = {{1, 0.5}, {2, 1}};
    assertThat(PropensityDraws.sum(certain, parts, inverse)).containsExactly(17, 25);
    assertThat(certain).containsExactly(10, 20);
  }
}
