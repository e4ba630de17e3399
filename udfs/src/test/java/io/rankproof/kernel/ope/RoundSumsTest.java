package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.rankproof.kernel.bootstrap.PoissonWeights;
import io.rankproof.kernel.stats.Estimate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RoundSumsTest {
  private static final double[] BOUNDS = {1, 1.5, 4, 20, 1024};

  private static RoundSums sums(PlainRounds plain) {
    RoundSums sums = new RoundSums(BOUNDS, true, Double.NaN);
    plain.addTo(sums, 0, plain.clusters);
    return sums;
  }

  @Property(tries = 60)
  void everyEstimatorIsItsFormulaWithTheErrorOfItsInfluences(
      @ForAll long seed, @ForAll @IntRange(min = 5, max = 30) int clusters) {
    PlainRounds plain = PlainRounds.random(seed, clusters);
    RoundValues values = new RoundValues(sums(plain));
    for (Estimator estimator : Estimator.values()) {
      for (int b = 0; b < (estimator.hasBound() ? BOUNDS.length : 1); b++) {
        double bound = BOUNDS[b];
        Estimate found = values.value(estimator, estimator.hasBound() ? b : RoundValues.NO_BOUND);
        assertThat(found.value())
            .as("%s at %s", estimator, bound)
            .isCloseTo(plain.value(estimator, bound, plain.ones()), offset(1e-10));
        assertThat(found.standardError())
            .as("error of %s at %s", estimator, bound)
            .isCloseTo(
                plain.standardError(w -> plain.value(estimator, bound, w)),
                offset(1e-6 * (1 + found.standardError())));
      }
    }
  }

  @Property(tries = 40)
  void differencesFromAnotherLogAreOverJointClusters(@ForAll long seed) {
    PlainRounds plain = PlainRounds.random(seed, 25);
    if (plain.others.isEmpty()) {
      return;
    }
    RoundValues values = new RoundValues(sums(plain));
    for (Estimator estimator : Estimator.values()) {
      Estimate found = values.difference(estimator, estimator.hasBound() ? 2 : -1);
      assertThat(found.value())
          .isCloseTo(
              plain.value(estimator, BOUNDS[2], plain.ones()) - plain.other(plain.ones()),
              offset(1e-10));
      assertThat(found.standardError())
          .as("%s", estimator)
          .isCloseTo(
              plain.standardError(w -> plain.value(estimator, BOUNDS[2], w) - plain.other(w)),
              offset(1e-6 * (1 + found.standardError())));
    }
  }

  @Property(tries = 40)
  void partsInAnyOrderGiveTheSameBytes(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 20) int cut) {
    PlainRounds plain = PlainRounds.random(seed, 20);
    RoundSums first = new RoundSums(BOUNDS, true, 3);
    plain.addTo(first, 0, cut);
    RoundSums second = new RoundSums(BOUNDS, true, 3);
    plain.addTo(second, cut, 20);
    RoundSums all = new RoundSums(BOUNDS, true, 3);
    plain.addTo(all, 0, 20);
    RoundSums merged = RoundSums.fromBytes(second.toBytes());
    merged.merge(RoundSums.fromBytes(first.toBytes()));
    assertThat(merged.toBytes()).isEqualTo(all.toBytes());
  }

  @Property(tries = 20)
  void replicatesAreTheEstimatorsOfReweightedClusters(@ForAll long seed) {
    PlainRounds plain = PlainRounds.random(seed, 20);
    int[] chosen = {2, 1, 3, 0};
    int replicates = 8;
    RoundReplicates sums = new RoundReplicates(sums(plain), chosen, 5, replicates);
    plain.addTo(sums);
    sums.requireExact();
    PoissonWeights poisson = new PoissonWeights(5);
    for (Estimator estimator : Estimator.values()) {
      double bound = estimator.hasBound() ? BOUNDS[chosen[estimator.function().ordinal()]] : 1;
      double[] found = sums.of(estimator);
      for (int b = 0; b < replicates; b++) {
        double[] weights = new double[20];
        for (int g = 0; g < 20; g++) {
          weights[g] = poisson.weight(g, b);
        }
        assertThat(found[b])
            .as("%s", estimator)
            .isCloseTo(plain.value(estimator, bound, weights), offset(1e-9));
      }
    }
  }

  @Test
  void aClusterThatTheSumsLeaveOutIsInNoReplicate() {
    RoundSums sums = new RoundSums(BOUNDS, false, Double.NaN);
    sums.add(1, 1, 1, 1, 0, 0);
    sums.endCluster();
    sums.add(1, 1, 1, 1e12, 0, 0);
    sums.endCluster();
    RoundReplicates replicates = new RoundReplicates(sums, new int[4], 5, 8);
    replicates.add(1, 1, 1, 1, 0, 0);
    replicates.endCluster(1);
    replicates.add(1, 1, 1, 1e12, 0, 0);
    replicates.endCluster(2);
    replicates.requireExact();
  }

  /**
   * The numbers are those of obp 0.4.1, the library of the Open Bandit Dataset, on these rounds.
   */
  @Test
  void valuesAreThoseOfTheOpenBanditPipeline() {
    double[][] logger = {{.2, .3, .5}, {.6, .3, .1}, {.05, .05, .9}};
    double[][] target = {{.7, .2, .1}, {.1, .1, .8}, {.3, .3, .4}};
    double[][] predicted = {{.1, .4, .3}, {.25, .5, .2}, {.6, .35, .15}};
    RoundSums sums = new RoundSums(new double[] {1, 1.5, 4}, true, Double.NaN);
    for (int i = 0; i < 24; i++) {
      int x = i * 5 % 3;
      int action = (i * 7 + i / 5) % 3;
      double expected = 0;
      for (int a = 0; a < 3; a++) {
        expected += target[x][a] * predicted[x][a];
      }
      double reward = (i * i + i / 3) % 4 == 0 ? 1 : 0;
      sums.add(1, target[x][action], logger[x][action], reward, predicted[x][action], expected);
      sums.endCluster();
    }
    RoundValues values = new RoundValues(sums);
    assertThat(values.meanWeight().value()).isCloseTo(2.934259259259259, offset(1e-12));
    check(values, Estimator.IPS, -1, 0.5777777777777778);
    check(values, Estimator.SNIPS, -1, 0.19690754181129697);
    check(values, Estimator.DM, -1, 0.25333333333333335);
    check(values, Estimator.DR, -1, -0.07277777777777762);
    check(values, Estimator.SNDR, -1, 0.14219417271484175);
    check(values, Estimator.SWITCH_DR, 0, 0.28972222222222227);
    check(values, Estimator.SWITCH_DR, 2, 0.3772222222222223);
    check(values, Estimator.DROS, 0, 0.2743008769134523);
    check(values, Estimator.DROS, 1, 0.2678843265553082);
    check(values, Estimator.DROS, 2, 0.1786365620164907);
  }

  private static void check(RoundValues values, Estimator estimator, int bound, double expected) {
    assertThat(values.value(estimator, bound).value())
        .as("%s at %d", estimator, bound)
        .isCloseTo(expected, offset(1e-12));
  }

  @Test
  void whatWeightsDoToTheSampleIsDescribed() {
    RoundSums sums = new RoundSums(BOUNDS, false, Double.NaN);
    sums.add(1, 1, 0.5, 1, 0, 0);
    sums.add(1, 0, 0.5, 0, 0, 0);
    sums.endCluster();
    sums.add(1, 1, 0.25, 0, 0, 0);
    sums.endCluster();
    sums.endCluster();
    assertThat(sums.rounds()).isEqualTo(3);
    assertThat(sums.clusters()).isEqualTo(2);
    assertThat(sums.effectiveSize()).isEqualTo(36 / 20.0);
    assertThat(sums.largestWeight()).isEqualTo(4);
    assertThat(new RoundValues(sums).meanWeight().value()).isEqualTo(2);
    assertThat(sums.isReplayable()).isFalse();
  }

  @Test
  void replayNeedsAUniformLoggerAndATargetThatDecides() {
    RoundSums uniform = new RoundSums(BOUNDS, false, Double.NaN);
    uniform.add(1, 1, 0.25, 1, 0, 0);
    uniform.add(1, 0, 0.25, 1, 0, 0);
    assertThat(uniform.isReplayable()).isTrue();
    uniform.add(1, 0.5, 0.25, 1, 0, 0);
    assertThat(uniform.isReplayable()).isFalse();
  }

  @Test
  void weightsTooLargeToAddAreCountedNotAdded() {
    RoundSums sums = new RoundSums(BOUNDS, false, Double.NaN);
    sums.add(1, 1, 1e-12, 1, 0, 0);
    sums.endCluster();
    sums.add(1, 1, 1, 1e12, 0, 0);
    sums.endCluster();
    assertThat(sums.beyond()).isEqualTo(2);
  }

  @Test
  void badBoundsAreRefused() {
    assertThatThrownBy(() -> new RoundSums(new double[] {2, 1}, false, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ascend");
    RoundValues values = new RoundValues(new RoundSums(BOUNDS, false, Double.NaN));
    assertThatThrownBy(() -> values.value(Estimator.DM, RoundValues.NO_BOUND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("predictions");
  }

  @Test
  void slopeStopsWhereBiasShows() {
    // widest first: 10 ± 4, 9 ± 2, 6 ± 1, 2 ± 0.1; |6 - 10| <= 1 + 1.45 x 4 but |2 - 6| > 0.1 +
    // 1.45
    assertThat(BoundChoice.slope(new double[] {2, 6, 9, 10}, new double[] {0.1, 1, 2, 4}))
        .isEqualTo(1);
    assertThat(BoundChoice.slope(new double[] {5, 5, 5}, new double[] {1, 2, 3})).isZero();
    assertThat(BoundChoice.slope(new double[] {0, 100}, new double[] {1, 1})).isEqualTo(1);
  }

  @Test
  void theEmpiricalBernsteinBoundByHand() {
    double log = Math.log(2 / 0.05);
    assertThat(EmpiricalBernstein.lowerBound(101, 2, 0.5, 4, 0.95))
        .isCloseTo(2 - Math.sqrt(2 * 0.5 * log / 101) - 7 * 4 * log / 300, offset(1e-12));
    RoundSums sums = new RoundSums(new double[] {2}, false, 3);
    for (int g = 0; g < 4; g++) {
      sums.add(1, 1, 0.25, g, 0, 0);
      sums.endCluster();
    }
    // min(3, 2 g) for g = 0 .. 3: 0, 2, 3, 3
    assertThat(new RoundValues(sums).lowerBoundPerCluster(0.95).low())
        .isCloseTo(EmpiricalBernstein.lowerBound(4, 2, 2, 3, 0.95), offset(1e-12));
    sums.add(1, 1, 1, -1, 0, 0);
    sums.endCluster();
    assertThat(new RoundValues(sums).lowerBoundPerCluster(0.95).isDefined()).isFalse();
  }

  /** The logger of such a round may have no share of the weight: w is then divided by 0. */
  @Test
  void aRoundWithoutInstanceWeightAddsNothingWhateverItsWeight() {
    RoundSums sums = new RoundSums(BOUNDS, false, Double.NaN);
    sums.add(1, 0.5, 0.25, 1, 0, 0);
    sums.endCluster();
    sums.add(0, 0.5, 0, 1, 0, 0);
    sums.add(0, 0, 0, 1, 0, 0);
    sums.add(0, Double.POSITIVE_INFINITY, 1, 1, 0, 0);
    sums.endCluster();
    assertThat(sums.beyond()).isZero();
    assertThat(sums.largestWeight()).isEqualTo(2);
    assertThat(new RoundValues(sums).value(Estimator.IPS, RoundValues.NO_BOUND).value())
        .isEqualTo(2);
  }
}
