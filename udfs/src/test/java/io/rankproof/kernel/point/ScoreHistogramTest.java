package io.rankproof.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.kernel.Shuffled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScoreHistogramTest {
  @Property(tries = 300)
  void anyOrderAndPartitioningGivesTheSameBytes(
      @ForAll @IntRange(min = 0, max = 400) int n,
      @ForAll @IntRange(min = 2, max = 60) int capacity,
      @ForAll @IntRange(min = 0, max = 40) int levels,
      @ForAll @IntRange(min = 1, max = 7) int parts,
      @ForAll long seed) {
    Rows rows = Rows.random(n, levels, 0.3, true, seed);
    double[] scores = rows.scores();
    for (int i = 0; i < n; i += 7) {
      scores[i] = i % 2 == 0 ? Double.NaN : -scores[i] * 1e-9;
    }
    byte[] whole = rows.histogram(capacity, 10).toBytes();
    ScoreHistogram[] partial = new ScoreHistogram[parts];
    for (int p = 0; p < parts; p++) {
      partial[p] = ScoreHistogram.weighted(capacity, 10);
    }
    for (int i : Shuffled.indices(n, seed)) {
      rows.addTo(partial[(int) Math.floorMod(i + seed, (long) parts)], i);
    }
    ScoreHistogram merged = ScoreHistogram.weighted(capacity, 10);
    for (int p : Shuffled.indices(parts, seed)) {
      merged.merge(ScoreHistogram.fromBytes(partial[p].toBytes()));
    }
    assertThat(merged.toBytes()).isEqualTo(whole);
  }

  @Property(tries = 50)
  void everyScoreIsFoundInAGroupThatCoversIt(
      @ForAll @IntRange(min = 2, max = 60) int capacity, @ForAll long seed) {
    Rows rows = Rows.random(200, 0, 0.3, false, seed);
    ScoreCurve curve = rows.histogram(capacity, 0).curve();
    for (double score : rows.scores()) {
      int group = curve.groupOf(score);
      assertThat(score).isBetween(curve.leastScore(group), curve.greatestScore(group));
    }
    assertThat(curve.totalWeight()).isEqualTo(200);
  }

  @Test
  void scoresFarApartFallTogetherOnlyWhenTheyMust() {
    ScoreHistogram state = ScoreHistogram.unweighted(2);
    state.add(-1, false);
    state.add(1, true);
    assertThat(state.isExact()).isTrue();
    state.add(1e300, true);
    assertThat(state.isExact()).isFalse();
    assertThat(state.curve().groups()).isEqualTo(2);
    assertThat(RocAuc.of(state.curve())).isEqualTo(new BoundedValue(1, 0));
  }

  @Test
  void rowsAndMissingOnesAreCounted() {
    ScoreHistogram state = ScoreHistogram.weighted(10, 24);
    state.add(Double.NaN, true, 2);
    state.add(0.5, false, 0);
    state.add(0.5, false, 0.1);
    assertThat(state.rows()).isEqualTo(3);
    assertThat(state.missing()).isEqualTo(1);
    assertThat(state.curve().weightError()).isBetween(1e-10, 0x1p-25 / 0.1);
  }

  @Test
  void weightsBelowTheUnitAreKeptButMakeTheBoundInfinite() {
    ScoreHistogram state = ScoreHistogram.weighted(10, 24);
    state.add(1, true, 1e-9);
    state.add(0, false, 1e-9);
    assertThat(RocAuc.of(state.curve()).errorBound()).isInfinite();
    assertThat(PrAuc.of(state.curve()).isSharp()).isFalse();
    assertThat(state.curve().hasBothClasses()).isTrue();
  }

  @Test
  void badWeightsAndShapesAreRefused() {
    ScoreHistogram state = ScoreHistogram.weighted(10, 24);
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> state.add(1, true, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("weight is " + bad);
    }
    assertThatThrownBy(() -> state.merge(ScoreHistogram.unweighted(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot merge");
    assertThatThrownBy(() -> ScoreHistogram.unweighted(1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScoreHistogram.weighted(10, 53))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMillionScoresStaySharp() {
    Rows rows = Rows.random(1_000_000, 0, 0.04, false, 20);
    ScoreCurve binned = rows.histogram(ScoreHistogram.DEFAULT_CAPACITY, 0).curve();
    ScoreCurve exact = rows.histogram(1 << 21, 0).curve();
    BoundedValue roc = RocAuc.of(binned);
    BoundedValue pr = PrAuc.of(binned);
    assertThat(roc.isSharp()).isTrue();
    assertThat(pr.isSharp()).isTrue();
    assertThat(Math.abs(roc.value() - RocAuc.of(exact).value())).isLessThan(roc.errorBound());
    assertThat(Math.abs(pr.value() - PrAuc.of(exact).value())).isLessThan(pr.errorBound());
    System.out.printf(
        "1M scores in %d groups: ROC-AUC %.6f (error %.1e, bound %.1e), PR-AUC %.6f (error %.1e,"
            + " bound %.1e)%n",
        binned.groups(),
        roc.value(),
        Math.abs(roc.value() - RocAuc.of(exact).value()),
        roc.errorBound(),
        pr.value(),
        Math.abs(pr.value() - PrAuc.of(exact).value()),
        pr.errorBound());
  }
}
