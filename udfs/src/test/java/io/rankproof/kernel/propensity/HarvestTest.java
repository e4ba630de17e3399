package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HarvestTest {

  @Test
  void twoPositionsGiveTheMantelHaenszelRatio() {
    PairSums sums = new PairSums(PairWeights.HARMONIC, 2, 4);
    sums.add(key(1, 0, 10, 5, 2, 1, 30, 6));
    sums.add(key(1, 2, 20, 4, 2, 3, 20, 1));
    sums.add(key(1, 0, 1000, 900, 1, 1, 5, 5));

    // the third key was shown at one position only
    double upper = 6 * 10 / 40.0 + 1 * 20 / 40.0;
    double lower = 5 * 30 / 40.0 + 4 * 20 / 40.0;
    for (Harvest method : Harvest.values()) {
      assertThat(method.solve(sums).at(2)).isCloseTo(upper / lower, within(1e-12));
      assertThat(method.solve(sums).at(1)).isEqualTo(1);
      assertThat(method.solve(sums).degrees()[1]).isBetween(1.0, 3.0);
    }
  }

  @Test
  void uniformWeightsCountEveryKeyTheSame() {
    PairSums sums = new PairSums(PairWeights.UNIFORM, 2, 1);
    sums.add(key(1, 0, 10, 5, 2, 0, 30, 6));
    sums.add(key(1, 0, 20, 4, 2, 0, 20, 1));

    assertThat(Harvest.ALL_PAIRS.solve(sums).at(2))
        .isCloseTo((0.2 + 0.05) / (0.5 + 0.2), within(1e-12));
  }

  /** With a group per impression the variance is close to Greenland and Robins's of 1985. */
  @Test
  void errorsOfIndependentImpressionsAreThoseOfGreenlandAndRobins() {
    Random random = new Random(5);
    int groups = 20_000;
    PairSums sums = new PairSums(PairWeights.HARMONIC, 2, groups);
    double upper = 0;
    double lower = 0;
    double variance = 0;
    int next = 0;
    for (int j = 0; j < 40; j++) {
      double relevance = 0.3 * random.nextDouble();
      int n1 = 20 + random.nextInt(200);
      int n2 = 20 + random.nextInt(200);
      KeyCells cells = new KeyCells();
      double c1 = 0;
      double c2 = 0;
      for (int i = 0; i < n1 + n2; i++) {
        boolean second = i >= n1;
        boolean click = random.nextDouble() < relevance * (second ? 0.5 : 1);
        cells.add(second ? 2 : 1, next++, 1, click ? 1 : 0);
        c1 += click && !second ? 1 : 0;
        c2 += click && second ? 1 : 0;
      }
      sums.add(cells);
      double all = n1 + n2;
      upper += c2 * n1 / all;
      lower += c1 * n2 / all;
      variance += (n1 * n2 * (c1 + c2) / all - c1 * c2) / all;
    }
    double published = Math.sqrt(variance / (upper * lower));
    assertThat(Harvest.PIVOT.solve(sums).logError()[1])
        .isCloseTo(published, within(0.03 * published));
  }

  @Test
  void errorsAreTheDerivativesByTheCountsOfAGroup() {
    for (PairWeights weights : PairWeights.values()) {
      for (Harvest method : Harvest.values()) {
        LogCurve curve = method.solve(scaled(weights, -1, 1));
        int units = 3;
        double[] squares = new double[3];
        double step = 1e-5;
        for (int group = 0; group < 3; group++) {
          // counts are whole: groups are moved by scaling all others
          LogCurve more = method.solve(scaled(weights, group, 1 + step));
          LogCurve less = method.solve(scaled(weights, group, 1 - step));
          for (int i = 0; i < 3; i++) {
            double slope = Math.log(more.value()[i] / less.value()[i]) / (2 * step);
            squares[i] += slope * slope;
          }
        }
        for (int i = 0; i < 3; i++) {
          double expected = Math.sqrt(squares[i] * units / (units - 1.0));
          assertThat(curve.logError()[i])
              .as(method + " " + weights)
              .isCloseTo(expected, within(1e-5));
        }
      }
    }
  }

  private static final long[][] CELLS = {
    // key, position, group, shown, clicks
    {0, 1, 0, 100, 50},
    {0, 2, 1, 80, 20},
    {0, 3, 2, 60, 9},
    {0, 1, 2, 40, 10},
    {1, 1, 1, 200, 20},
    {1, 3, 0, 100, 3},
    {2, 2, 2, 50, 12},
    {2, 3, 1, 90, 11},
    {2, 2, 0, 30, 3},
  };

  private static final long LARGE = 100_000_000L;

  /** Counts in units of 1 / LARGE, so that a small change is a whole number. */
  private static PairSums scaled(PairWeights weights, int group, double scale) {
    PairSums sums = new PairSums(weights, 3, 3);
    for (int key = 0; key < 3; key++) {
      KeyCells cells = new KeyCells();
      for (long[] c : CELLS) {
        if (c[0] == key) {
          double factor = (c[2] == group ? scale : 1) * LARGE;
          cells.add((int) c[1], (int) c[2], Math.round(c[3] * factor), Math.round(c[4] * factor));
        }
      }
      sums.add(cells);
    }
    return sums;
  }

  @Test
  void degreesOfFreedomFallWhereFewUnitsMatter() {
    Random random = new Random(1);
    double[] even = random.doubles(2000).map(d -> d < 0.5 ? -1 : 1).toArray();
    double[] normal =
        new Random(2).ints(2000).mapToDouble(i -> new Random(i).nextGaussian()).toArray();
    double[] few = new double[2000];
    few[0] = 1;
    few[1] = -1;
    few[2] = 0.5;

    assertThat(Spread.of(even).degrees()).isEqualTo(1999);
    assertThat(Spread.of(normal).degrees()).isBetween(1500.0, 1999.0);
    assertThat(Spread.of(few).degrees()).isBetween(1.0, 6.0);
    assertThat(Spread.of(new double[] {1}).error()).isNaN();
    assertThat(Spread.jackknife(new double[] {1, 2, 3}).error())
        .isCloseTo(Math.sqrt(2 / 3.0 * 2), within(1e-12));
  }

  @Test
  void theOrderAndThePartitionsOfTheKeysDoNotMatter() {
    List<KeyCells> keys = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      KeyCells cells = new KeyCells();
      for (int c = 0; c < 6; c++) {
        long shown = 1L + random.nextInt(40);
        cells.add(1 + random.nextInt(4), random.nextInt(10), shown, random.nextInt((int) shown));
      }
      keys.add(cells);
    }
    PairSums forward = new PairSums(PairWeights.HARMONIC, 4, 10);
    PairSums one = new PairSums(PairWeights.HARMONIC, 4, 10);
    PairSums other = new PairSums(PairWeights.HARMONIC, 4, 10);
    keys.forEach(forward::add);
    for (int i = keys.size() - 1; i >= 0; i--) {
      (i % 3 == 0 ? one : other).add(keys.get(i));
    }
    PairSums merged = PairSums.fromBytes(other.toBytes());
    merged.merge(PairSums.fromBytes(one.toBytes()));

    assertThat(merged.toBytes()).isEqualTo(forward.toBytes());
  }

  @Test
  void whatNothingConnectsWithTheFirstPositionIsUnknown() {
    PairSums sums = new PairSums(PairWeights.HARMONIC, 5, 2);
    sums.add(key(1, 0, 10, 5, 2, 1, 30, 6));
    sums.add(key(3, 0, 10, 5, 4, 1, 30, 6));
    sums.add(key(1, 0, 10, 5, 5, 1, 30, 0));

    LogCurve curve = Harvest.ALL_PAIRS.solve(sums);
    assertThat(curve.at(2)).isPositive();
    assertThat(curve.at(3)).isNaN();
    assertThat(curve.at(4)).isNaN();
    assertThat(curve.at(5)).isNaN();
    assertThat(curve.interval(4, 0.95).isDefined()).isFalse();
    assertThat(Harvest.ADJACENT.solve(sums).at(4)).isNaN();
    assertThat(Harvest.PIVOT.solve(sums).at(5)).isNaN();
  }

  @Test
  void allPairsFindsTheCurveThatMadeTheClicks() {
    PairSums sums = new PairSums(PairWeights.HARMONIC, 4, 2);
    double[] p = {1, 1.5, 0.5, 0.2};
    for (int key = 0; key < 3; key++) {
      KeyCells cells = new KeyCells();
      for (int k = 0; k < 4; k++) {
        if ((key + k) % 3 != 0) {
          long shown = 1000L * (1 + key + k);
          cells.add(k + 1, key % 2, shown, Math.round(shown * p[k] * 0.1 * (1 + key)));
        }
      }
      sums.add(cells);
    }
    for (int k = 1; k <= 4; k++) {
      assertThat(Harvest.ALL_PAIRS.solve(sums).at(k)).isCloseTo(p[k - 1], within(1e-9));
    }
  }

  private static KeyCells key(long... cells) {
    KeyCells key = new KeyCells();
    for (int i = 0; i < cells.length; i += 4) {
      key.add((int) cells[i], (int) cells[i + 1], cells[i + 2], cells[i + 3]);
    }
    return key;
  }
}
