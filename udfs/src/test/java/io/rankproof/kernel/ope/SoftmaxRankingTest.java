package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxRankingTest {

  /** Over sets of items that are above: exact, for few items. */
  private static double[][] plain(double[] odds) {
    int items = odds.length;
    double[][] chances = new double[items][items];
    double[] above = new double[1 << items];
    above[0] = 1;
    for (int set = 0; set < above.length; set++) {
      double left = 0;
      for (int item = 0; item < items; item++) {
        left += (set & 1 << item) == 0 ? odds[item] : 0;
      }
      for (int item = 0; item < items && left > 0; item++) {
        if ((set & 1 << item) == 0) {
          double chance = above[set] * odds[item] / left;
          chances[item][Integer.bitCount(set)] += chance;
          above[set | 1 << item] += chance;
        }
      }
    }
    return chances;
  }

  private static double[] random(int items, double spread, long seed) {
    Random random = new Random(seed);
    return random.doubles(items).map(u -> Math.exp(spread * (u - 1))).toArray();
  }

  @Test
  void placesOfItemsAreThoseOfAllOrders() {
    for (int items = 1; items <= 14; items++) {
      for (double spread : new double[] {0, 1, 5, 20, 100, 700}) {
        double[] odds = random(items, spread, items);
        double[][] found = PlackettLuce.marginals(odds);
        double[][] plain = plain(odds);
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
      double[] odds = random(items, items == 400 ? 700 : 8, items);
      double[][] found = PlackettLuce.marginals(odds);
      double total = Arrays.stream(odds).sum();
      for (int item = 0; item < items; item++) {
        assertThat(Arrays.stream(found[item]).sum()).isCloseTo(1, offset(1e-11));
        assertThat(found[item][0]).isCloseTo(odds[item] / total, offset(1e-12));
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
    double[] odds = new double[300];
    Arrays.fill(odds, 1e-200);
    for (double[] ofItem : PlackettLuce.marginals(odds)) {
      assertThat(ofItem).containsOnly(new double[] {1 / 300.0}, offset(1e-12));
    }
  }

  @Test
  void twoItemsByHand() {
    double[][] rewards = {{0.5, 0.25}, {0.125, 1}};
    double[] odds = {3, 1};
    assertThat(new SoftmaxRanking(odds, true).expected((item, place) -> rewards[item][place]))
        .containsExactly(
            new double[] {0.75 * 0.5 + 0.25 * 0.125, 0.25 * 0.25 + 0.75 * 1}, offset(1e-14));
    assertThat(new SoftmaxRanking(odds, false).expected((item, place) -> rewards[item][place]))
        .containsExactly(0.75 * 0.5 + 0.25 * 0.125, 0.75 * 0.25 + 0.25 * 1);
  }

  @Test
  void anItemThatIsNeverShownLeavesItsPlaceEmpty() {
    double[] cascade =
        new SoftmaxRanking(new double[] {1, 0, 1}, true).expected((item, place) -> 1 + item);
    assertThat(cascade).containsExactly(new double[] {2, 2, 0}, offset(1e-14));
    for (boolean kind : new boolean[] {true, false}) {
      assertThat(new SoftmaxRanking(new double[2], kind).expected((item, place) -> 1))
          .containsOnly(0);
    }
  }
}
