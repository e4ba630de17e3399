package io.rankproof.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AucTest {
  private static ScoreCurve curve(double[] scores, int[] labels) {
    ScoreHistogram state = ScoreHistogram.unweighted(1000);
    for (int i = 0; i < scores.length; i++) {
      state.add(scores[i], labels[i] == 1);
    }
    return state.curve();
  }

  @Test
  void byHand() {
    // scikit-learn's example: ROC-AUC 0.75, average precision 0.8333
    ScoreCurve curve = curve(new double[] {0.1, 0.4, 0.35, 0.8}, new int[] {0, 0, 1, 1});
    assertThat(RocAuc.of(curve)).isEqualTo(new BoundedValue(0.75, 0));
    assertThat(PrAuc.of(curve).value()).isCloseTo(5.0 / 6, offset(1e-15));
    assertThat(PrAuc.of(curve).errorBound()).isZero();
  }

  @Test
  void aConstantScoreIsChance() {
    ScoreCurve curve = curve(new double[] {3, 3, 3, 3}, new int[] {0, 1, 0, 0});
    assertThat(RocAuc.of(curve).value()).isEqualTo(0.5);
    assertThat(PrAuc.of(curve).value()).isEqualTo(0.25);
  }

  @Test
  void oneClassHasNoArea() {
    for (int label : new int[] {0, 1}) {
      ScoreCurve curve = curve(new double[] {1, 2}, new int[] {label, label});
      assertThat(RocAuc.of(curve).value()).isNaN();
      assertThat(PrAuc.of(curve).value()).isNaN();
      assertThatThrownBy(() -> RocAuc.influence(curve)).hasMessageContaining("both classes");
      assertThatThrownBy(() -> PrAuc.influence(curve)).hasMessageContaining("both classes");
    }
    assertThat(RocAuc.of(ScoreHistogram.unweighted(2).curve()).value()).isNaN();
  }

  @Test
  void missingScoresRankLastAndTied() {
    double[] missing = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e300};
    ScoreCurve curve = curve(missing, new int[] {1, 0, 1, 0});
    // both positives lose to -1e300 and tie with the infinite negative
    assertThat(RocAuc.of(curve).value()).isEqualTo(0.25);
    assertThat(curve.groups()).isEqualTo(2);
  }

  @Test
  void zeroesOfBothSignsTie() {
    assertThat(curve(new double[] {0.0, -0.0}, new int[] {1, 0}).groups()).isEqualTo(1);
  }

  @Property(tries = 300)
  void theyAreThePlainDefinitions(
      @ForAll @IntRange(min = 2, max = 80) int n,
      @ForAll @IntRange(min = 0, max = 12) int levels,
      @ForAll boolean weighted,
      @ForAll long seed) {
    Rows rows = Rows.random(n, levels, 0.3, weighted, seed);
    Assume.that(rows.hasBothClasses());
    assertThat(RocAuc.of(rows.curve()).value()).isCloseTo(rows.plainRocAuc(), offset(1e-12));
    assertThat(PrAuc.of(rows.curve()).value()).isCloseTo(rows.plainPrAuc(), offset(1e-12));
    assertThat(RocAuc.of(rows.curve()).errorBound()).isZero();
    assertThat(PrAuc.of(rows.curve()).errorBound()).isZero();
  }

  @Property(tries = 300)
  void binnedValuesStayWithinTheirBound(
      @ForAll @IntRange(min = 20, max = 300) int n,
      @ForAll @IntRange(min = 2, max = 30) int capacity,
      @ForAll boolean weighted,
      @ForAll long seed) {
    Rows rows = Rows.random(n, 0, 0.2, weighted, seed);
    Assume.that(rows.hasBothClasses());
    ScoreCurve curve = rows.histogram(capacity, weighted ? 24 : 0).curve();
    assertThat(curve.groups()).isLessThanOrEqualTo(capacity);
    assertWithin(RocAuc.of(curve), rows.plainRocAuc());
    assertWithin(PrAuc.of(curve), rows.plainPrAuc());
  }

  @Property(tries = 100)
  void coarseWeightsStayWithinTheirBound(
      @ForAll @IntRange(min = 20, max = 200) int n, @ForAll long seed) {
    Rows rows = Rows.random(n, 9, 0.3, true, seed);
    Assume.that(rows.hasBothClasses());
    ScoreCurve curve = rows.histogram(100, 2).curve();
    Assume.that(curve.weightError() < 0.5 && curve.hasBothClasses());
    assertWithin(RocAuc.of(curve), rows.plainRocAuc());
    assertWithin(PrAuc.of(curve), rows.plainPrAuc());
  }

  private static void assertWithin(BoundedValue value, double truth) {
    assertThat(Math.abs(value.value() - truth)).isLessThanOrEqualTo(value.errorBound() + 1e-12);
  }

  @Property(tries = 100)
  void rocAucDoesNotChangeUnderMonotoneTransforms(
      @ForAll @IntRange(min = 2, max = 80) int n, @ForAll long seed) {
    Rows rows = Rows.random(n, 10, 0.4, true, seed);
    Assume.that(rows.hasBothClasses());
    double[] moved = rows.scores().clone();
    for (int i = 0; i < n; i++) {
      moved[i] = Math.pow(2 * moved[i], 3) - 5;
    }
    Rows transformed = new Rows(moved, rows.labels(), rows.weights());
    assertThat(RocAuc.of(transformed.curve())).isEqualTo(RocAuc.of(rows.curve()));
    assertThat(PrAuc.of(transformed.curve())).isEqualTo(PrAuc.of(rows.curve()));
  }

  @Property(tries = 100)
  void theyLieBetweenZeroAndOne(@ForAll @IntRange(min = 2, max = 50) int n, @ForAll long seed) {
    Rows rows = Rows.random(n, 5, 0.5, false, seed);
    Assume.that(rows.hasBothClasses());
    assertThat(RocAuc.of(rows.curve()).value()).isBetween(0.0, 1.0);
    assertThat(PrAuc.of(rows.curve()).value()).isBetween(0.0, 1.0);
  }

  @Property(tries = 60)
  void influencesAreTheDerivativesInAWeight(
      @ForAll @IntRange(min = 5, max = 40) int n,
      @ForAll @IntRange(min = 3, max = 30) int levels,
      @ForAll long seed) {
    Rows rows = Rows.random(n, levels, 0.4, true, seed);
    Assume.that(rows.hasBothClasses());
    Influence onRoc = RocAuc.influence(rows.curve());
    Influence onPr = PrAuc.influence(rows.curve());
    double rocSum = 0;
    double prSum = 0;
    double rocAbsolute = 0;
    double step = 1e-5;
    for (int i = 0; i < n; i++) {
      Rows more = rows.reweighted(i, 1 + step);
      Rows less = rows.reweighted(i, 1 - step);
      double roc = onRoc.of(rows.scores()[i], rows.labels()[i], rows.weights()[i]);
      double pr = onPr.of(rows.scores()[i], rows.labels()[i], rows.weights()[i]);
      double rocSlope = (more.plainRocAuc() - less.plainRocAuc()) / (2 * step);
      double prSlope = (more.plainPrAuc() - less.plainPrAuc()) / (2 * step);
      assertThat(roc).isCloseTo(rocSlope, offset(1e-8));
      assertThat(pr).isCloseTo(prSlope, offset(1e-8));
      rocSum += roc;
      prSum += pr;
      rocAbsolute += Math.abs(roc);
    }
    assertThat(rocSum).isCloseTo(0, offset(1e-12));
    assertThat(prSum).isCloseTo(0, offset(1e-12));
    assertThat(onRoc.absoluteTotal()).isCloseTo(rocAbsolute, offset(1e-12));
  }

  @Test
  void anUnknownScoreHasNoInfluence() {
    Influence influence = RocAuc.influence(curve(new double[] {1, 2, 3}, new int[] {0, 1, 0}));
    assertThatThrownBy(() -> influence.of(2.5, true, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2.5");
  }
}
