package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClickModelTest {

  @Test
  void cascadeAndSimplifiedNetworkCountDownToTheClicks() {
    ClickLists lists = new ClickLists();
    list(lists, 0, 1, 1, 0, 2, 1);
    list(lists, 1, 0, 0, 1, 2, 0);
    list(lists, 2, 0, 0, 0, 1, 0);

    // first clicks: key 0 in lists 1 and 2; examined: 0 in all, 1 in lists 2 and 3, 2 in list 3
    ChainModel cascade = ChainModel.cascade(lists);
    double mean = 2 / 6.0;
    assertThat(cascade.attraction(0)).isCloseTo((2 + 2 * mean) / 5, within(1e-12));
    assertThat(cascade.attraction(1)).isCloseTo(2 * mean / 4, within(1e-12));
    assertThat(cascade.attraction(2)).isCloseTo(2 * mean / 3, within(1e-12));
    assertThat(cascade.attraction(9)).isCloseTo(mean, within(1e-12));
    assertThat(cascade.satisfaction(0)).isEqualTo(1);

    // list 1 is examined as a whole, list 2 down to key 0, list 3 as a whole; last clicks: 2, 0
    ChainModel simple = ChainModel.simplified(lists);
    double rate = 3 / 8.0;
    double satisfied = 2 / 3.0;
    assertThat(simple.attraction(0)).isCloseTo((2 + 2 * rate) / 5, within(1e-12));
    assertThat(simple.attraction(2)).isCloseTo((1 + 2 * rate) / 4, within(1e-12));
    assertThat(simple.satisfaction(0)).isCloseTo((1 + 2 * satisfied) / 4, within(1e-12));
    assertThat(simple.satisfaction(2)).isCloseTo((1 + 2 * satisfied) / 3, within(1e-12));
    assertThat(simple.continuation()).isEqualTo(1);
  }

  /** Chances of all click patterns of a list add up, and give the marginals. */
  @Test
  void predictionsAreOneDistribution() {
    ClickLists fitted = world(500, 4, 0.8, 3);
    for (ClickModel model :
        new ClickModel[] {
          ChainModel.full(fitted, 50, 1e-9),
          ChainModel.simplified(fitted),
          ChainModel.cascade(fitted),
          PositionModel.fit(fitted, new double[][] {{1, 0.5, 0.25, 0.2}})
        }) {
      double total = 0;
      double[] clicked = new double[4];
      double[] marginal = new double[4];
      for (int pattern = 0; pattern < 16; pattern++) {
        ClickLists one = new ClickLists();
        one.startList();
        for (int i = 0; i < 4; i++) {
          one.add(i, 0, i + 1, (pattern >> i & 1) == 1);
        }
        double[] conditional = new double[4];
        model.predict(one, 0, conditional, marginal);
        double chance = 1;
        for (int i = 0; i < 4; i++) {
          chance *= one.click(i) ? conditional[i] : 1 - conditional[i];
        }
        total += chance;
        for (int i = 0; i < 4; i++) {
          clicked[i] += one.click(i) ? chance : 0;
        }
      }
      assertThat(total).isCloseTo(1, within(1e-12));
      assertThat(clicked).containsExactly(marginal, within(1e-12));
    }
  }

  @Test
  void fullNetworkFindsWhatMadeTheClicks() {
    ChainModel model = ChainModel.full(world(60_000, 6, 0.7, 11), 500, 1e-7);

    assertThat(model.continuation()).isCloseTo(0.7, within(0.03));
    for (int key = 0; key < 6; key++) {
      assertThat(model.attraction(key)).isCloseTo(attraction(key), within(0.03));
      assertThat(model.satisfaction(key)).isCloseTo(satisfaction(key), within(0.06));
    }
  }

  @Test
  void theModelThatMadeTheClicksForetellsThemBest() {
    ClickLists fitted = world(20_000, 6, 0.7, 5);
    ClickLists held = world(5_000, 6, 0.7, 6);
    ClickScores full = ClickScores.of(ChainModel.full(fitted, 300, 1e-6), held);
    ClickScores cascade = ClickScores.of(ChainModel.cascade(fitted), held);
    ClickScores flat = ClickScores.of(PositionModel.fit(fitted, new double[][] {{1}}), held);

    assertThat(full.meanPerplexity()).isLessThan(flat.meanPerplexity());
    assertThat(full.meanLogLikelihood())
        .isGreaterThan(flat.meanLogLikelihood())
        .isGreaterThan(cascade.meanLogLikelihood());
    assertThat(full.allImpressions()).isEqualTo(30_000);
  }

  @Test
  void scoresAreThoseWorkedByHand() {
    ClickLists fitted = new ClickLists();
    list(fitted, 0, 1, 1, 0);
    list(fitted, 1, 1, 0, 0);
    ClickModel model = PositionModel.fit(fitted, new double[][] {{1, 0.5}});
    // mean 2 / 3; key 0: (1 + 4 / 3) / 3.5, key 1: the same
    double r = (1 + 4 / 3.0) / 3.5;
    ClickLists held = new ClickLists();
    list(held, 0, 0, 1, 1);
    list(held, 0, 1, 7, 0);
    ClickScores scores = ClickScores.of(model, held);

    double first = Math.log(1 - r) + Math.log(r);
    double second = Math.log(r / 2) + Math.log(1 - 1 / 3.0);
    assertThat(scores.perplexity()[0]).isCloseTo(Math.exp(-first / 2), within(1e-12));
    assertThat(scores.perplexity()[1]).isCloseTo(Math.exp(-second / 2), within(1e-12));
    assertThat(scores.meanLogLikelihood()).isCloseTo((first + second) / 4, within(1e-12));
  }

  @Test
  void aListGoesFromTheTopDown() {
    ClickLists lists = new ClickLists();
    assertThatThrownBy(() -> lists.add(0, 0, 1, true)).isInstanceOf(IllegalStateException.class);
    lists.startList();
    lists.add(0, 0, 2, true);
    assertThatThrownBy(() -> lists.add(1, 0, 2, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from the top down");
    lists.startList();
    lists.add(1, 0, 1, true);
    assertThat(lists.lists()).isEqualTo(2);
  }

  private static double attraction(int key) {
    return 0.15 + 0.1 * key;
  }

  private static double satisfaction(int key) {
    return 0.7 - 0.1 * key;
  }

  /** Lists of all keys in random order, read as the full network says. */
  private static ClickLists world(int count, int keys, double gamma, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ClickLists lists = new ClickLists();
    for (int n = 0; n < count; n++) {
      lists.startList();
      int shift = random.nextInt(keys);
      boolean up = random.nextBoolean();
      boolean examines = true;
      for (int i = 0; i < keys; i++) {
        int key = Math.floorMod(up ? shift + i : shift - i, keys);
        boolean click = examines && random.nextDouble() < attraction(key);
        boolean satisfied = click && random.nextDouble() < satisfaction(key);
        lists.add(key, 0, i + 1, click);
        examines &= !satisfied && random.nextDouble() < gamma;
      }
    }
    return lists;
  }

  private static void list(ClickLists lists, int... keysAndClicks) {
    lists.startList();
    for (int i = 0; i < keysAndClicks.length; i += 2) {
      lists.add(keysAndClicks[i], 0, i / 2 + 1, keysAndClicks[i + 1] == 1);
    }
  }
}
