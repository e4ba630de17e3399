package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Expectations here are exact: of every list that there can be, weighted by its chance. */
class MixtureProductsTest {
  private static final BalancedLists WORLD = new BalancedLists(20_261_129L);
  private static final List<BalancedLists.Shown> POPULATION = WORLD.population();

  private static double expectation(
      SlateEstimator estimator, BalancedLists.Weights weights, boolean ownLength) {
    SlateSums sums = new SlateSums(new SlateShape(4, false, true, true));
    RoundSums rounds = new RoundSums(new double[] {1}, false, Double.NaN);
    WORLD.add(POPULATION, weights, ownLength, sums, rounds);
    return sums.value(estimator).value();
  }

  @Test
  void theMixtureOfProductsIsUnbiasedWhereListsOfLoggersDifferInLength() {
    for (SlateEstimator estimator : SlateEstimator.values()) {
      if (estimator.isCascade()) {
        for (BalancedLists.Weights weights :
            List.of(BalancedLists.Weights.BY_PLACE, BalancedLists.Weights.BY_LENGTH)) {
          assertThat(expectation(estimator, weights, false))
              .as("%s %s", estimator, weights)
              .isCloseTo(WORLD.truth(), offset(1e-12));
        }
      }
    }
  }

  @Test
  void itsWeightsHaveMeanOneAndSoDoRows() {
    SlateSums sums = new SlateSums(new SlateShape(4, false, true, false));
    RoundSums rounds = new RoundSums(new double[] {1}, false, Double.NaN);
    WORLD.add(POPULATION, BalancedLists.Weights.BY_PLACE, false, sums, rounds);
    for (int k = 1; k <= 4; k++) {
      assertThat(sums.meanWeight(SlateEstimator.RIPS, k).value()).isCloseTo(1, offset(1e-12));
    }
    assertThat(new RoundValues(rounds).value(Estimator.IPS, RoundValues.NO_BOUND).value())
        .isCloseTo(WORLD.truthPerRow(), offset(1e-12));
  }

  @Test
  void theProductOfMixturesIsBiased() {
    double value =
        expectation(SlateEstimator.RIPS, BalancedLists.Weights.PRODUCT_OF_MIXTURES, false);
    assertThat(Math.abs(value - WORLD.truth())).isGreaterThan(1e-4);
  }

  /** What is expected at a row is of other requests than the row above it. */
  @Test
  void whatIsExpectedAtARowTakesTheSharesOfTheRow() {
    double value =
        expectation(SlateEstimator.CASCADE_DR, BalancedLists.Weights.OF_THE_ROW_ABOVE, false);
    assertThat(Math.abs(value - WORLD.truth())).isGreaterThan(1e-4);
  }

  /** Then predictions differ with the logger, and only shares by length take what they add. */
  @Test
  void predictionsThatDependOnTheLengthTakeSharesByLength() {
    double right = expectation(SlateEstimator.CASCADE_DR, BalancedLists.Weights.BY_LENGTH, true);
    double wrong = expectation(SlateEstimator.CASCADE_DR, BalancedLists.Weights.BY_PLACE, true);
    assertThat(right).isCloseTo(WORLD.truth(), offset(1e-12));
    assertThat(Math.abs(wrong - WORLD.truth())).isGreaterThan(1e-4);
  }

  /** Q_k without what is expected below, and all that is expected at the top of the list. */
  private record AtOnce(SlateSums sums, List<double[]> rows) implements SlateSink {
    private void flush() {
      for (int k = 0; k < rows.size(); k++) {
        double[] row = rows.get(k);
        double below = k + 1 < rows.size() ? rows.get(k + 1)[6] : 0;
        double expected = k == 0 ? row[6] : 0;
        sums.add(row[0], row[1], row[2], row[3], row[4], row[5] - below, expected);
      }
      rows.clear();
    }

    @Override
    public void beginRequest(double instance) {
      flush();
      sums.beginRequest(instance);
    }

    @Override
    public void add(
        double instance,
        double reward,
        double marginal,
        double product,
        double above,
        double prediction,
        double expected) {
      rows.add(new double[] {instance, reward, marginal, product, above, prediction, expected});
    }

    @Override
    public void leaveOut() {
      sums.leaveOut();
    }

    @Override
    public void endCluster(long cluster) {
      flush();
      sums.endCluster(cluster);
    }
  }

  /** The same predictions down to the end of the list, which by place are biased row by row. */
  @Test
  void whatIsExpectedOfAListAtItsTopTakesSharesByPlace() {
    for (BalancedLists.Weights weights :
        List.of(BalancedLists.Weights.BY_PLACE, BalancedLists.Weights.BY_LENGTH)) {
      SlateSums sums = new SlateSums(new SlateShape(4, false, true, true));
      RoundSums rounds = new RoundSums(new double[] {1}, false, Double.NaN);
      WORLD.add(POPULATION, weights, true, new AtOnce(sums, new ArrayList<>()), rounds);
      for (SlateEstimator estimator :
          List.of(SlateEstimator.CASCADE_DR, SlateEstimator.SN_CASCADE_DR)) {
        assertThat(sums.value(estimator).value())
            .as("%s %s", estimator, weights)
            .isCloseTo(WORLD.truth(), offset(1e-12));
      }
    }
  }

  @Test
  void aListByHand() {
    LoggerShares shares = new LoggerShares(2, false);
    shares.add(2, 0, 0, 1);
    shares.add(2, 0, 1, 3);
    shares.add(2, 1, 1, 3);
    MixtureProducts weights = new MixtureProducts(shares.table());
    weights.begin(2);
    weights.next(0.5, new double[] {9, 0.2, 0.8}, 1);
    assertThat(weights.above()).isEqualTo(1);
    assertThat(weights.product()).isCloseTo(0.5 / 0.65, offset(1e-15));
    weights.next(0.25, new double[] {9, 0.5, 0.5}, 1);
    assertThat(weights.above()).isCloseTo(0.5 / 0.8, offset(1e-15));
    assertThat(weights.product()).isCloseTo(0.125 / 0.4, offset(1e-15));
    weights.begin(2);
    weights.next(0, new double[] {0.5, 0}, 0);
    assertThat(weights.product()).isZero();
    weights.next(0.5, new double[] {0.5, 0.5}, 0);
    assertThat(weights.product()).isZero();
  }

  /** The probabilities of a list of 400 rows are below the smallest double. */
  @Test
  void longListsDoNotUnderflow() {
    LoggerShares shares = new LoggerShares(2, true);
    for (int k = 0; k < 400; k++) {
      shares.add(400, k, k % 2, 1);
      shares.add(400, k, 1 - k % 2, 1);
    }
    MixtureProducts weights = new MixtureProducts(shares.table());
    weights.begin(400);
    for (int k = 0; k < 400; k++) {
      weights.next(0.01, new double[] {0.01, 0.005}, 0);
    }
    assertThat(weights.product()).isCloseTo(2, offset(1e-9));
  }

  @Property(tries = 40)
  void oneLoggerHasItsOwnProducts(@ForAll long seed) {
    Random random = new Random(seed);
    LoggerShares shares = new LoggerShares(1, false);
    double[][] rows = new double[1 + random.nextInt(8)][];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = new double[] {random.nextDouble(), 0.01 + random.nextDouble()};
      shares.add(rows.length, k, 0, random.nextDouble());
    }
    MixtureProducts mixture = new MixtureProducts(shares.table());
    OwnProducts own = new OwnProducts();
    mixture.begin(rows.length);
    own.begin(rows.length);
    for (double[] row : rows) {
      mixture.next(row[0], row, 1);
      own.next(row[0], row, 1);
      assertThat(mixture.product()).isCloseTo(own.product(), offset(1e-12 * own.product()));
      assertThat(mixture.above()).isCloseTo(own.above(), offset(1e-12 * own.above()));
    }
  }

  @Property(tries = 40)
  void partsInAnyOrderGiveTheSameShares(
      @ForAll long seed, @ForAll boolean byLength, @ForAll @IntRange(max = 50) int cut) {
    Random random = new Random(seed);
    LoggerShares all = new LoggerShares(3, byLength);
    LoggerShares first = new LoggerShares(3, byLength);
    LoggerShares second = new LoggerShares(3, byLength);
    for (int i = 0; i < 50; i++) {
      int length = 1 + random.nextInt(5);
      int place = random.nextInt(length);
      int logger = random.nextInt(3);
      double instance = random.nextInt(3) == 0 ? 0 : random.nextDouble();
      all.add(length, place, logger, instance);
      (i < cut ? first : second).add(length, place, logger, instance);
    }
    LoggerShares merged = LoggerShares.fromBytes(second.toBytes());
    merged.merge(LoggerShares.fromBytes(first.toBytes()));
    assertThat(merged.table().shares()).isDeepEqualTo(all.table().shares());
  }

  @Test
  void theLongestListsHaveSharesOfOneLength() {
    LoggerShares shares = new LoggerShares(2, true);
    shares.add(LoggerShares.LONGEST, 0, 0, 1);
    shares.add(LoggerShares.LONGEST - 1, 0, 0, 1);
    shares.add(2_000_000_000, 0, 1, 3);
    LoggerShares.Table table = LoggerShares.fromBytes(shares.toBytes()).table();
    assertThat(table.shares().length).isEqualTo(LoggerShares.LONGEST + 1);
    assertThat(table.at(LoggerShares.LONGEST, 0)).containsExactly(0.25, 0.75);
    assertThat(table.at(1_999_999_999, 0)).containsExactly(0.25, 0.75);
    assertThat(table.at(LoggerShares.LONGEST - 1, 0)).containsExactly(1, 0);
  }

  @Test
  void withoutWeightSharesAreOfRows() {
    LoggerShares shares = new LoggerShares(2, false);
    shares.add(1, 0, 0, 0);
    shares.add(1, 0, 1, 0);
    shares.add(1, 0, 1, 0);
    assertThat(shares.table().at(1, 0)).containsExactly(1 / 3.0, 2 / 3.0);
  }
}
