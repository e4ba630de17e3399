package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PropensityDrawsTest {
  @Test
  void withoutErrorNothingIsMultiplied() {
    for (double[] point : PropensityDraws.inverse(7, 200, new double[2][2])) {
      assertThat(point).hasSize(200).containsOnly(1);
    }
  }

  @Test
  void drawsHaveTheCovarianceAskedFor() {
    double[][] covariance = {{0.04, 0.03, 0.04}, {0.03, 0.09, 0.03}, {0.04, 0.03, 0.04}};
    int draws = 40_000;
    double[][] inverse = PropensityDraws.inverse(3, draws, covariance);
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
    assertThat(PropensityDraws.inverse(3, draws, covariance)).isEqualTo(inverse);
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
