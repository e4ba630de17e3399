package io.rankproof.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ThresholdMetricsTest {
  private static ScoreCurve tenRows() {
    ScoreHistogram state = ScoreHistogram.unweighted(100);
    for (int i = 1; i <= 10; i++) {
      state.add(i, i >= 8 || i == 2);
    }
    return state.curve();
  }

  @Test
  void topShareByHand() {
    TopShare top = TopShare.of(tenRows(), 0.2);
    assertThat(top.recall()).isEqualTo(new BoundedValue(0.5, 0));
    assertThat(top.lift()).isEqualTo(new BoundedValue(2.5, 0));
    assertThat(top.precision()).isEqualTo(new BoundedValue(1, 0));
    assertThat(TopShare.of(tenRows(), 1).recall().value()).isEqualTo(1);
  }

  @Test
  void aTieAtTheBorderCountsItsShare() {
    ScoreHistogram state = ScoreHistogram.unweighted(100);
    state.add(2, true);
    state.add(1, true);
    state.add(1, false);
    state.add(1, false);
    // half of the rows: the top one and a third of the tied three, which holds a third of a
    // positive
    assertThat(TopShare.of(state.curve(), 0.5).recall().value())
        .isCloseTo((1 + 1.0 / 3) / 2, offset(1e-15));
  }

  @Property(tries = 200)
  void topShareStaysWithinItsBoundOfTheSortedRows(
      @ForAll @IntRange(min = 10, max = 200) int n,
      @ForAll @IntRange(min = 2, max = 300) int capacity,
      @ForAll @IntRange(min = 1, max = 10) int tenths,
      @ForAll long seed) {
    Rows rows = Rows.random(n, 0, 0.3, true, seed);
    Assume.that(rows.weight(true) > 0);
    TopShare top = TopShare.of(rows.histogram(capacity, 24).curve(), tenths / 10.0);
    double truth = plainRecall(rows, tenths / 10.0);
    assertThat(Math.abs(top.recall().value() - truth))
        .isLessThanOrEqualTo(top.recall().errorBound() + 1e-12);
    assertThat(top.lift().value()).isCloseTo(top.recall().value() * 10 / tenths, offset(1e-9));
  }

  private static double plainRecall(Rows rows, double share) {
    int[] order =
        IntStream.range(0, rows.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -rows.scores()[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double left = share * Arrays.stream(rows.weights()).sum();
    double found = 0;
    for (int i : order) {
      double taken = Math.min(left, rows.weights()[i]);
      found += rows.labels()[i] ? taken : 0;
      left -= taken;
    }
    return found / rows.weight(true);
  }

  @Test
  void theShareMustBeAShare() {
    for (double bad : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> TopShare.of(tenRows(), bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("top share is " + bad);
    }
    ScoreHistogram negatives = ScoreHistogram.unweighted(10);
    negatives.add(1, false);
    assertThat(TopShare.of(negatives.curve(), 0.5).recall().value()).isNaN();
  }

  @Test
  void costByHand() {
    CostLoss cost = new CostLoss(1, 5);
    // at 8: misses row 2 (5); at 2: acts on 3 to 7 (5 x 1): equal, the higher threshold is taken
    CostLoss.Best best = cost.best(tenRows());
    assertThat(best.threshold()).isEqualTo(8);
    assertThat(best.loss()).isEqualTo(new BoundedValue(0.5, 0));
    assertThat(cost.at(tenRows(), 2).value()).isEqualTo(0.5);
    assertThat(cost.at(tenRows(), 1).value()).isEqualTo(0.6);
    assertThat(cost.at(tenRows(), 99).value()).isEqualTo(2);
  }

  @Test
  void actingOnNoneOrOnAll() {
    ScoreHistogram state = ScoreHistogram.unweighted(10);
    state.add(Double.NaN, true);
    state.add(1, false);
    assertThat(new CostLoss(1, 0).best(state.curve()).threshold())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(new CostLoss(1, 3).best(state.curve()).threshold())
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(new CostLoss(1, 1).best(ScoreHistogram.unweighted(2).curve()).threshold()).isNaN();
    assertThatThrownBy(() -> new CostLoss(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 200)
  void theBestThresholdIsThePlainBestWithinItsBound(
      @ForAll @IntRange(min = 5, max = 120) int n,
      @ForAll @IntRange(min = 2, max = 200) int capacity,
      @ForAll @DoubleRange(min = 0.1, max = 9) double missed,
      @ForAll long seed) {
    Rows rows = Rows.random(n, 0, 0.3, true, seed);
    CostLoss cost = new CostLoss(1, missed);
    ScoreCurve curve = rows.histogram(capacity, 24).curve();
    CostLoss.Best best = cost.best(curve);
    double plain = rows.plainCost(Double.POSITIVE_INFINITY, 1, missed);
    for (double threshold : rows.scores()) {
      plain = Math.min(plain, rows.plainCost(threshold, 1, missed));
      BoundedValue at = cost.at(curve, threshold);
      assertThat(Math.abs(at.value() - rows.plainCost(threshold, 1, missed)))
          .isLessThanOrEqualTo(at.errorBound() + 1e-12);
    }
    double reached = rows.plainCost(best.threshold(), 1, missed);
    assertThat(best.loss().value()).isCloseTo(reached, offset(1e-12));
    assertThat(reached - plain).isBetween(-1e-12, best.loss().errorBound() + 1e-12);
  }

  @Property(tries = 200)
  void influencesOfAllRowsAddUpToNothing(
      @ForAll @IntRange(min = 10, max = 200) int n,
      @ForAll @IntRange(min = 1, max = 10) int tenths,
      @ForAll long seed) {
    Rows rows = Rows.random(n, 0, 0.3, true, seed);
    Assume.that(rows.weight(true) > 0);
    ScoreCurve curve = rows.histogram(1000, 24).curve();
    assertThat(total(curve, TopShare.influence(curve, tenths / 10.0))).isCloseTo(0, offset(1e-9));
    assertThat(total(curve, new CostLoss(1, 4).influence(curve))).isCloseTo(0, offset(1e-9));
  }

  private static double total(ScoreCurve curve, Influence influence) {
    double total = 0;
    for (int group = 0; group < curve.groups(); group++) {
      total += curve.positives(group) * influence.ofPositive(group);
      total += curve.negatives(group) * influence.ofNegative(group);
    }
    return total;
  }

  @Test
  void influenceIsTheChangeWhenARowCountsMore() {
    ScoreHistogram state = ScoreHistogram.weighted(5000, 24);
    ScoreHistogram more = ScoreHistogram.weighted(5000, 24);
    // Ties of 400 rows: the border's rate is that of its group, and all is smooth in the weights.
    for (int i = 0; i < 2000; i++) {
      state.add(i / 400, isPositive(i), 1);
      more.add(i / 400, isPositive(i), i == 1950 ? 1.5 : 1);
    }
    Influence influence = TopShare.influence(state.curve(), 0.1);
    double change =
        TopShare.of(more.curve(), 0.1).recall().value()
            - TopShare.of(state.curve(), 0.1).recall().value();
    assertThat(change).isCloseTo(0.5 * influence.of(4, isPositive(1950), 1), offset(2e-6));
    CostLoss cost = new CostLoss(1, 4);
    double costs = cost.best(more.curve()).loss().value() - cost.best(state.curve()).loss().value();
    assertThat(costs)
        .isCloseTo(0.5 * cost.influence(state.curve()).of(4, isPositive(1950), 1), offset(2e-6));
  }

  private static boolean isPositive(int row) {
    return row * 7919 % 1000 < 100 + 150 * (row / 400);
  }
}
