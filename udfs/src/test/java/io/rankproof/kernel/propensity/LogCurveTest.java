package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogCurveTest {
  private static final double[] LOGS = {0, Math.log(0.5), Double.NaN};

  @Test
  void covariancesAreThoseOfTheMovements() {
    double[][] movements = {{0, 0.2, 0.1}, {0, -0.1, 0.3}, {0, -0.1, -0.4}};
    LogCurve curve = LogCurve.of(new double[] {0, -1, -2}, movements);
    // 3 / 2 x (0.2 x 0.1 - 0.1 x 0.3 + 0.1 x 0.4)
    assertThat(curve.covariance()[1][2]).isCloseTo(0.045, within(1e-15));
    assertThat(curve.covariance()[2][1]).isEqualTo(curve.covariance()[1][2]);
    assertThat(curve.covariance()[0]).containsOnly(0);
    for (int i = 0; i < 3; i++) {
      assertThat(Math.sqrt(curve.covariance()[i][i])).isCloseTo(curve.logError()[i], within(1e-15));
    }
    assertThat(LogCurve.of(LOGS, movements).covariance()[2]).containsOnly(Double.NaN);
    assertThat(LogCurve.of(LOGS, new double[1][3]).covariance()[1][1]).isNaN();
  }

  @Test
  void theJackknifeHasTheErrorOfItsSpread() {
    double[][] left = {{0, 1, 2}, {0, 2, 0}, {0, 3, 1}};
    LogCurve curve = LogCurve.jackknife(new double[] {0, 2, 1}, left);
    double error = Spread.jackknife(new double[] {1, 2, 3}).error();
    assertThat(curve.logError()[1]).isCloseTo(error, within(1e-15));
    // (G - 1) / G x sum (v - mean)(w - mean) = 2 / 3 x ((-1)(1) + 0 + (1)(0))
    assertThat(curve.covariance()[1][2]).isCloseTo(-2.0 / 3, within(1e-15));
  }
}
