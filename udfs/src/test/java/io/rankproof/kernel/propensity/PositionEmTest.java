package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PositionEmTest {
  // key, position, group, shown, clicks
  private static final long[][] CELLS = {
    {0, 1, 0, 100, 50},
    {0, 2, 1, 80, 20},
    {0, 3, 2, 60, 9},
    {0, 1, 2, 40, 10},
    {1, 1, 1, 200, 20},
    {1, 3, 0, 100, 3},
    {2, 2, 2, 50, 12},
    {2, 3, 1, 90, 11},
    {2, 2, 0, 30, 3},
    {1, 2, 2, 70, 4},
  };

  @Test
  void findsWhatTheTextbookIterationFinds() {
    PositionEm.Fit fit = new PositionEm(table(-1), 5000, 1e-10).fit(0);
    double[] plain = plain(60_000);

    assertThat(fit.converged()).isTrue();
    assertThat(fit.steps()).isLessThan(3000);
    for (int k = 0; k < 3; k++) {
      assertThat(fit.curve().value()[k]).isCloseTo(plain[k] / plain[0], within(1e-6));
      assertThat(fit.curve().logError()[k]).isNaN();
    }
    assertThat(fit.examination()[0] * fit.relevance()[1]).isBetween(0.05, 0.15);
  }

  /** Expectation and maximisation, spelt out impression by impression. */
  private static double[] plain(int iterations) {
    double[] p = {0.5, 0.4, 0.3};
    double[] r = {0.5, 0.5, 0.5};
    for (int i = 0; i < iterations; i++) {
      double[] examined = new double[3];
      double[] relevant = new double[3];
      double[] atPosition = new double[3];
      double[] ofKey = new double[3];
      for (long[] c : CELLS) {
        int j = (int) c[0];
        int k = (int) c[1] - 1;
        double none = c[3] - c[4];
        examined[k] += c[4] + none * p[k] * (1 - r[j]) / (1 - p[k] * r[j]);
        relevant[j] += c[4] + none * r[j] * (1 - p[k]) / (1 - p[k] * r[j]);
        atPosition[k] += c[3];
        ofKey[j] += c[3];
      }
      for (int k = 0; k < 3; k++) {
        p[k] = examined[k] / atPosition[k];
        r[k] = relevant[k] / ofKey[k];
      }
    }
    return p;
  }

  @Test
  void errorsAreTheJackknifesOverBlocksOfGroups() {
    LogCurve curve = new PositionEm(table(-1), 20_000, 1e-11).fit(3).curve();
    double[][] left = new double[3][];
    for (int group = 0; group < 3; group++) {
      double[] value = new PositionEm(table(group), 20_000, 1e-11).fit(0).curve().value();
      left[group] = Arrays.stream(value).map(Math::log).toArray();
    }
    for (int k = 1; k < 3; k++) {
      double mean = (left[0][k] + left[1][k] + left[2][k]) / 3;
      double squares = 0;
      for (double[] one : left) {
        squares += (one[k] - mean) * (one[k] - mean);
      }
      assertThat(curve.logError()[k]).isCloseTo(Math.sqrt(squares * 2 / 3), within(1e-5));
    }
  }

  @Test
  void certainClicksAndNoClicksAreBoundariesAndNoErrors() {
    ClickTable table = new ClickTable(1000);
    KeyCells always = new KeyCells();
    always.add(1, 0, 5, 5);
    always.add(2, 1, 5, 5);
    KeyCells never = new KeyCells();
    never.add(1, 0, 50, 0);
    never.add(3, 1, 50, 0);
    table.add(0, always);
    table.add(1, never);

    PositionEm.Fit fit = new PositionEm(table, 500, 1e-6).fit(2);
    assertThat(fit.curve().at(2)).isCloseTo(1, within(1e-3));
    assertThat(fit.relevance()).doesNotContain(Double.NaN);
  }

  @Test
  void aPositionThatNoKeyConnectsWithTheFirstIsUnknown() {
    ClickTable table = new ClickTable(1000);
    long[][][] keys = {{{1, 50, 9}, {2, 50, 4}}, {{3, 50, 9}, {4, 50, 4}}, {{2, 9, 0}, {3, 9, 0}}};
    for (int key = 0; key < keys.length; key++) {
      KeyCells cells = new KeyCells();
      for (long[] c : keys[key]) {
        cells.add((int) c[0], 0, c[1], c[2]);
      }
      table.add(key, cells);
    }
    LogCurve curve = new PositionEm(table, 500, 1e-6).fit(0).curve();

    assertThat(curve.at(2)).isCloseTo(4 / 9.0, within(1e-3));
    assertThat(curve.at(3)).isNaN();
    assertThat(curve.at(4)).isNaN();
  }

  @Test
  void keysOfTheSmallestHashAreKeptWhateverTheOrder() {
    ClickTable all = new ClickTable(6);
    ClickTable left = new ClickTable(6);
    ClickTable right = new ClickTable(6);
    for (int i = 0; i < 40; i++) {
      KeyCells cells = new KeyCells();
      cells.add(1, 0, 10, i % 7);
      cells.add(2, 0, 10, i % 3);
      all.add(i * 17 % 40, cells);
      (i % 2 == 0 ? left : right).add(i * 17 % 40, cells);
    }
    left.merge(ClickTable.fromBytes(right.toBytes()));

    assertThat(left.toBytes()).isEqualTo(all.toBytes());
    assertThat(all.keys()).isEqualTo(3);
    assertThat(all.keysSeen()).isEqualTo(40);
  }

  private static ClickTable table(int without) {
    ClickTable table = new ClickTable(1000);
    for (int key = 0; key < 3; key++) {
      KeyCells cells = new KeyCells();
      for (long[] c : CELLS) {
        if (c[0] == key && c[2] != without) {
          cells.add((int) c[1], (int) c[2], c[3], c[4]);
        }
      }
      table.add(key, cells);
    }
    return table;
  }
}
