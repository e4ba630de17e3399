package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RatioHomogeneityTest {

  @Test
  void statisticIsThatWorkedByHand() {
    RatioHomogeneity test = new RatioHomogeneity(3, 2);
    test.add(0, key(1000, 400, 1000, 200));
    test.add(1, key(1000, 300, 500, 120));

    // U, L, V of the strata 0 and 1
    double[] u = {200 * 1000 / 2000.0, 120 * 1000 / 1500.0};
    double[] l = {400 * 1000 / 2000.0, 300 * 500 / 1500.0};
    double[] v = {
      1000.0 * 1000 * 600 / 2000 / 2000 - 400 * 200 / 2000.0,
      1000.0 * 500 * 420 / 1500 / 1500 - 300 * 120 / 1500.0
    };
    double pooled = (u[0] + u[1]) / (l[0] + l[1]);
    double[] w = {l[0] * l[0] / (pooled * v[0]), l[1] * l[1] / (pooled * v[1])};
    double mean = (w[0] * u[0] / l[0] + w[1] * u[1] / l[1]) / (w[0] + w[1]);
    double q = w[0] * Math.pow(u[0] / l[0] - mean, 2) + w[1] * Math.pow(u[1] / l[1] - mean, 2);

    RatioHomogeneity.Test[] tests = RatioHomogeneity.fromBytes(test.toBytes()).tests();
    assertThat(tests[0].position()).isEqualTo(2);
    assertThat(tests[0].q()).isCloseTo(q, within(1e-12));
    assertThat(tests[0].degrees()).isEqualTo(1);
    assertThat(tests[0].pValue()).isBetween(0.0, 1.0);
    assertThat(tests[1].q()).as("no key at position 3").isNaN();
    assertThat(tests[1].pValue()).isNaN();
  }

  @Test
  void strataWithFewClicksArePutTogether() {
    RatioHomogeneity test = new RatioHomogeneity(2, 4);
    test.add(0, key(1000, 400, 1000, 200));
    test.add(1, key(10, 3, 5, 1));
    assertThat(test.tests()[0].q()).as("one stratum, and too little for another").isNaN();

    test.add(2, key(1000, 300, 500, 120));
    test.add(3, key(10, 3, 5, 2));
    RatioHomogeneity same = new RatioHomogeneity(2, 2);
    same.add(0, key(1000, 400, 1000, 200));
    same.add(1, key(10, 3, 5, 1));
    same.add(1, key(1000, 300, 500, 120));
    same.add(1, key(10, 3, 5, 2));
    assertThat(test.tests()[0].degrees()).isEqualTo(1);
    assertThat(test.tests()[0].q()).isCloseTo(same.tests()[0].q(), within(1e-9)).isPositive();
  }

  private static KeyCells key(long shown1, long clicks1, long shown2, long clicks2) {
    KeyCells cells = new KeyCells();
    cells.add(1, 0, shown1, clicks1);
    cells.add(2, 1, shown2, clicks2);
    return cells;
  }
}
