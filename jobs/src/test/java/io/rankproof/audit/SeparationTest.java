package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeparationTest {
  private static final double NAN = Double.NaN;

  @Test
  void byHand() {
    // pairs (positive, negative): 3>1, 3>2, 2>1, 2=2: 3.5 of 4
    double[] values = {1, 2, 2, 3, NAN, 9};
    boolean[] positive = {false, false, true, true, true, true};
    Separation found = Separation.of(values, row -> positive[row], row -> row < 5);
    assertThat(found.auc()).isEqualTo(3.5 / 4);
    assertThat(found.positives()).isEqualTo(2);
    assertThat(found.negatives()).isEqualTo(2);
    // placements of positives 0.75, 1; of negatives 1, 0.75: each variance 1/32, over 2
    assertThat(found.se()).isCloseTo(Math.sqrt(2 * (1 / 32.0) / 2), within(1e-15));
    assertThat(found.z()).isCloseTo(0.375 / Math.sqrt(5 / 48.0), within(1e-15));
  }

  @Property(tries = 200)
  void isTheShareOfOrderedPairs(
      @ForAll @Size(min = 2, max = 40) List<@IntRange(min = 0, max = 5) Integer> values,
      @ForAll long seed) {
    Random random = new Random(seed);
    boolean[] positive = new boolean[values.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = random.nextBoolean();
    }
    double won = 0;
    long pairs = 0;
    for (int i = 0; i < positive.length; i++) {
      for (int j = 0; j < positive.length; j++) {
        if (positive[i] && !positive[j]) {
          pairs++;
          won += values.get(i) > values.get(j) ? 1 : values.get(i).equals(values.get(j)) ? 0.5 : 0;
        }
      }
    }
    Separation found =
        Separation.of(
            values.stream().mapToDouble(v -> v).toArray(), row -> positive[row], row -> true);
    assertThat(found.auc()).isCloseTo(pairs == 0 ? 0.5 : won / pairs, within(1e-12));
  }

  @Test
  void ranksShareTheMeanOfTies() {
    assertThat(Ranks.of(new double[] {5, 1, 5, NAN, 7}))
        .containsExactly(new double[] {0, -0.75, 0, 0, 0.75}, within(1e-15));
  }

  private static double agreement(IntToDoubleFunction value) {
    return Ranks.agreement(
        IntStream.range(0, 600).mapToDouble(value).toArray(),
        IntStream.range(0, 600).mapToDouble(row -> row / 5).toArray());
  }

  /** A week's number has few values, yet it never falls with the time. */
  @Test
  void agreementIsOfTheLargestCorrelationThatTiesAllow() {
    assertThat(agreement(row -> row)).isCloseTo(1, within(1e-12));
    assertThat(agreement(row -> -(row / 200))).isCloseTo(1, within(1e-12));
    assertThat(agreement(row -> row / 300)).isCloseTo(1, within(1e-12));
    assertThat(agreement(row -> row % 5 == 0 ? NAN : row / 200)).isCloseTo(1, within(1e-12));
    // neither's ties are within the other's
    assertThat(agreement(row -> row / 199)).isCloseTo(1, within(1e-12));
    assertThat(agreement(row -> -(row / 199))).isCloseTo(1, within(1e-12));
    assertThat(agreement(row -> row % 7)).isLessThan(0.1);
    assertThat(agreement(row -> row / 200 == 1 ? 5 : row / 200)).isBetween(0.4, 0.6);
  }

  @Test
  void agreementIsNotSpokenOfWhereItSaysLittle() {
    assertThat(agreement(row -> 1)).isZero();
    assertThat(agreement(row -> row < 60 ? 0 : 1)).isZero();
    assertThat(agreement(row -> row < 49 ? row : NAN)).isZero();
  }

  /** At the optimum the gradient of the penalised likelihood is zero. */
  @Test
  void logisticRegressionIsAtItsOptimum() {
    Random random = new Random(5);
    int rows = 500;
    double[][] inputs = new double[2][rows];
    boolean[] positive = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      inputs[0][row] = random.nextGaussian();
      inputs[1][row] = random.nextGaussian();
      positive[row] = random.nextDouble() < 1 / (1 + Math.exp(-2 * inputs[0][row]));
    }
    int[] all = IntStream.range(0, rows).toArray();
    RidgeLogistic model = RidgeLogistic.fit(inputs, all, row -> positive[row]);
    double[] zeros = new double[3];
    for (int row = 0; row < rows; row++) {
      double residual = (positive[row] ? 1 : 0) - 1 / (1 + Math.exp(-model.score(row)));
      zeros[0] += residual * inputs[0][row];
      zeros[1] += residual * inputs[1][row];
      zeros[2] += residual;
    }
    double[] weights = model.weights();
    for (int i = 0; i < 3; i++) {
      assertThat(zeros[i]).isCloseTo(weights[i], within(1e-8));
    }
    assertThat(weights[0]).isBetween(1.5, 2.5);
  }

  /** No row tells of itself. */
  @Test
  void ratesComeFromTheOtherHalf() {
    int[] codes = {0, 0, 0, -1};
    boolean[] positive = {true, true, false, false};
    double[] rates =
        FoldedRates.of(codes, row -> positive[row], row -> true, row -> row == 0 || row == 3);
    // row 0 is in the half of rows 0 and 3: it is told by rows 1 and 2, 1 positive of 2
    assertThat(rates[0]).isCloseTo((1 + 10 * 0.5) / 12, within(1e-15));
    // rows 1 and 2 by rows 0 and 3: category 0 has 1 of 1, and half of all are positive
    assertThat(rates[1]).isCloseTo((1 + 10 * 0.5) / 11, within(1e-15));
    assertThat(rates[3]).isCloseTo(0.5, within(1e-15));
  }
}
