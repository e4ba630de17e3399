package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxRankingTest {

  /** Over sets of items that are above: exact, for few items. */
  private static double[][] plain(double[] logOdds) {
    int items = logOdds.length;
    double[][] chances = new double[items][items];
    double[] above = new double[1 << items];
    above[0] = 1;
    for (int set = 0; set < above.length; set++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int item = 0; item < items; item++) {
        most = (set & 1 << item) == 0 ? Math.max(most, logOdds[item]) : most;
      }
      double left = 0;
      for (int item = 0; item < items; item++) {
        left += (set & 1 << item) == 0 ? Math.exp(logOdds[item] - most) : 0;
      }
      for (int item = 0; item < items; item++) {
        if ((set & 1 << item) == 0) {
          double chance = above[set] * Math.exp(logOdds[item] - most) / left;
          chances[item][Integer.bitCount(set)] += chance;
          above[set | 1 << item] += chance;
        }
      }
    }
    return chances;
  }

  private static double[] random(int items, double spread, long seed) {
    return new Random(seed).doubles(items).map(u -> spread * (u - 1)).toArray();
  }

  @Test
  void placesOfItemsAreThoseOfAllOrders() {
    for (int items = 1; items <= 14; items++) {
      for (double spread : new double[] {0, 1, 5, 20, 100, 400, 700, 2000, 1e5, 1e300}) {
        double[] logOdds = random(items, spread, items);
        double[][] found = PlackettLuce.marginals(logOdds);
        double[][] plain = plain(logOdds);
        for (int item = 0; item < items; item++) {
          assertThat(found[item])
              .as("%d items, spread %s", items, spread)
              .containsExactly(plain[item], offset(1e-12));
        }
      }
    }
  }

  /** Where all orders are too many: every item is somewhere and every place has an item. */
  @Test
  void longListsAddUp() {
    for (int items : new int[] {30, 100, 400, 1000}) {
      double[] logOdds = random(items, items == 400 ? 700 : 8, items);
      double[][] found = PlackettLuce.marginals(logOdds);
      double total = Arrays.stream(logOdds).map(Math::exp).sum();
      for (int item = 0; item < items; item++) {
        assertThat(Arrays.stream(found[item]).sum()).isCloseTo(1, offset(1e-11));
        assertThat(found[item][0]).isCloseTo(Math.exp(logOdds[item]) / total, offset(1e-12));
      }
      for (int place = 0; place < items; place++) {
        double sum = 0;
        for (double[] ofItem : found) {
          sum += ofItem[place];
        }
        assertThat(sum).as("%d items, place %d", items, place).isCloseTo(1, offset(1e-11));
      }
    }
  }

  @Test
  void itemsOfOneChanceAreAnywhereAlike() {
    double[] logOdds = new double[300];
    Arrays.fill(logOdds, -1000);
    for (double[] ofItem : PlackettLuce.marginals(logOdds)) {
      assertThat(ofItem).containsOnly(new double[] {1 / 300.0}, offset(1e-12));
    }
  }

  @Test
  void twoItemsByHand() {
    double[][] rewards = {{0.5, 0.25}, {0.125, 1}};
    double[] logOdds = {Math.log(3), 0};
    assertThat(new SoftmaxRanking(logOdds, true).expected((item, place) -> rewards[item][place]))
        .containsExactly(
            new double[] {0.75 * 0.5 + 0.25 * 0.125, 0.25 * 0.25 + 0.75 * 1}, offset(1e-14));
    assertThat(new SoftmaxRanking(logOdds, false).expected((item, place) -> rewards[item][place]))
        .containsExactly(
            new double[] {0.75 * 0.5 + 0.25 * 0.125, 0.75 * 0.25 + 0.25 * 1}, offset(1e-14));
  }

  @Test
  void anItemThatIsNeverShownLeavesItsPlaceEmpty() {
    double never = Double.NEGATIVE_INFINITY;
    double[] cascade =
        new SoftmaxRanking(new double[] {0, never, 0}, true).expected((item, place) -> 1 + item);
    assertThat(cascade).containsExactly(new double[] {2, 2, 0}, offset(1e-14));
    for (boolean kind : new boolean[] {true, false}) {
      assertThat(new SoftmaxRanking(new double[] {never, never}, kind).expected((item, place) -> 1))
          .containsOnly(0);
    }
  }

  /**
   * Odds themselves would all be 0 but the first: exp(-1000) and below. A log odd of this size is
   * known to 1e-13.
   */
  @Test
  void whatIsFarBelowTheBestItemIsOrderedAmongItself() {
    double[] logOdds = {-1000, 0, -1000 - Math.log(3), -5000};
    double[][] places = PlackettLuce.marginals(logOdds);
    assertThat(places[1]).containsExactly(new double[] {1, 0, 0, 0}, offset(1e-12));
    assertThat(places[0]).containsExactly(new double[] {0, 0.75, 0.25, 0}, offset(1e-12));
    assertThat(places[2]).containsExactly(new double[] {0, 0.25, 0.75, 0}, offset(1e-12));
    assertThat(places[3]).containsExactly(new double[] {0, 0, 0, 1}, offset(1e-12));
  }
}
