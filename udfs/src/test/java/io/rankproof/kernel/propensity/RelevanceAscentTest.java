package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RelevanceAscentTest {
  private static final double[] TRUTH = {1, 0.6, 0.3};

  /**
   * What is in the middle is relevant, and the rankers know: no logistic curve in x bends that way,
   * means over bins do.
   */
  @Test
  void findsTheCurveWhereRelevanceIsNotLogistic() {
    FeatureRows rows = new FeatureRows(1);
    SplittableRandom random = new SplittableRandom(20_261_128L);
    int n = 200_000;
    int[] bin = new int[n];
    for (int i = 0; i < n; i++) {
      double x = random.nextDouble() * 2 - 1;
      double relevance = 0.05 + 0.5 * (1 - Math.abs(x));
      int k = Math.min(2, Math.max(0, (int) (3.5 * Math.abs(x) + random.nextDouble() - 0.5)));
      rows.add(k + 1, i % 100, random.nextDouble() < TRUTH[k] * relevance, x);
      bin[i] = (int) (10 * (x + 1));
    }
    LogCurve logistic = RelevanceRegression.curve(rows);
    RelevanceAscent.Fit fit =
        RelevanceAscent.fit(
            rows, logistic, () -> (labels, weights) -> binMeans(bin, labels, weights), 0);

    assertThat(Math.abs(Math.log(logistic.at(3) / TRUTH[2]))).isGreaterThan(0.3);
    assertThat(fit.curve().at(1)).isEqualTo(1);
    assertThat(fit.curve().at(2)).isCloseTo(TRUTH[1], within(0.03));
    assertThat(fit.curve().at(3)).isCloseTo(TRUTH[2], within(0.03));
    assertThat(fit.curve().interval(2, 0.95).isDefined()).isFalse();
    assertThat(fit.converged()).isTrue();
  }

  private static double[] binMeans(int[] bin, double[] labels, double[] weights) {
    double[] sums = new double[20];
    double[] counts = new double[20];
    for (int i = 0; i < labels.length; i++) {
      sums[bin[i]] += weights[i] * labels[i];
      counts[bin[i]] += weights[i];
    }
    double[] means = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      means[i] = sums[bin[i]] / counts[bin[i]];
    }
    return means;
  }

  @Test
  void positionsWithoutClicksStayUnknown() {
    FeatureRows rows = new FeatureRows(0);
    for (int i = 0; i < 400; i++) {
      rows.add(1, i % 100, i % 2 == 0);
      rows.add(2, i % 100, false);
      rows.add(3, i % 100, i % 8 == 0);
    }
    LogCurve start = RelevanceRegression.curve(rows);
    RelevanceAscent.Fit fit = RelevanceAscent.fit(rows, start, () -> RelevanceAscentTest::mean, 0);
    assertThat(fit.curve().at(2)).isNaN();
    assertThat(fit.curve().at(3)).isCloseTo(0.25, within(0.01));

    FeatureRows headless = new FeatureRows(0);
    headless.add(2, 0, true);
    LogCurve nothing = RelevanceRegression.curve(headless);
    assertThat(
            RelevanceAscent.fit(headless, nothing, () -> RelevanceAscentTest::mean, 0)
                .curve()
                .at(2))
        .isNaN();
  }

  private static LogCurve start(double... p) {
    double[] unknown = new double[p.length];
    Arrays.fill(unknown, Double.NaN);
    double[][] covariance = new double[p.length][];
    Arrays.fill(covariance, unknown);
    return new LogCurve(p, unknown, unknown, covariance);
  }

  /** Clicks / p_k have means beyond 1 where p_k is too small, and nothing is clicked then. */
  @Test
  void noRowWeighsMoreThanTwentyOthers() {
    FeatureRows rows = new FeatureRows(0);
    for (int i = 0; i < 400; i++) {
      rows.add(1 + i % 2, i % 100, i % 8 < 2);
    }
    double[] heaviest = {0};
    RelevanceAscent.fit(
        rows,
        start(1, 0.5),
        () ->
            (labels, weights) -> {
              heaviest[0] = Math.max(heaviest[0], Arrays.stream(weights).max().orElseThrow());
              return Arrays.stream(labels).map(label -> 1.5).toArray();
            },
        0);
    assertThat(heaviest[0]).isCloseTo(20, within(1e-9));
  }

  /** 4,000 positions of 40 rows each: the rows of all for each of them would take minutes. */
  @Test
  @Timeout(30)
  void aPositionWalksItsOwnRows() {
    int positions = 4000;
    FeatureRows rows = new FeatureRows(0);
    double[] p = new double[positions];
    for (int k = 1; k <= positions; k++) {
      p[k - 1] = k == 1 ? 1 : 0.5;
      for (int i = 0; i < 40; i++) {
        rows.add(k, i, i < (k == 1 ? 20 : 10));
      }
    }
    RelevanceAscent.Fit fit =
        RelevanceAscent.fit(rows, start(p), () -> RelevanceAscentTest::mean, 0);
    assertThat(fit.curve().at(positions)).isCloseTo(0.5, within(0.01));
  }

  private static double[] mean(double[] labels, double[] weights) {
    return binMeans(new int[labels.length], labels, weights);
  }

  /** Clicks and impressions of 30 groups at positions 1 to 3, without features. */
  private static FeatureRows clicked(SplittableRandom random, double... chances) {
    FeatureRows rows = new FeatureRows(0);
    for (int i = 0; i < 6000; i++) {
      int k = random.nextInt(3);
      int group = random.nextInt(30);
      double mood = 0.5 + group / 30.0;
      rows.add(k + 1, group, random.nextDouble() < mood * chances[k]);
    }
    return rows;
  }

  /** Without features p_k is the ratio of click rates, whose jackknife can be worked by hand. */
  @Test
  void errorsAreTheJackknifesOverBlocksOfGroups() {
    FeatureRows rows = clicked(new SplittableRandom(8), 0.3, 0.2, 0.4);
    RelevanceAscent.Fit fit =
        RelevanceAscent.fit(
            rows, RelevanceRegression.curve(rows), () -> RelevanceAscentTest::mean, 10);
    assertThat(fit.blocks()).isEqualTo(10);
    assertThat(fit.unsettled()).isZero();
    double[][] left = new double[10][];
    for (int block = 0; block < 10; block++) {
      left[block] = logRates(rows, block);
    }
    LogCurve byHand = LogCurve.jackknife(logRates(rows, -1), left);
    for (int k = 1; k <= 3; k++) {
      assertThat(fit.curve().at(k)).isCloseTo(byHand.at(k), within(1e-3));
      assertThat(fit.curve().logError()[k - 1]).isCloseTo(byHand.logError()[k - 1], within(1e-3));
      assertThat(fit.curve().degrees()[k - 1]).isLessThanOrEqualTo(9);
    }
    assertThat(fit.curve().covariance()[1][2])
        .isCloseTo(byHand.covariance()[1][2], within(1e-4))
        .isNotZero();
    assertThat(fit.curve().at(3)).as("seen more often than position 1").isGreaterThan(1.2);
    assertThat(fit.curve().interval(2, 0.95).isDefined()).isTrue();
  }

  private static double[] logRates(FeatureRows rows, int without) {
    double[] shown = new double[3];
    double[] clicks = new double[3];
    for (int row = 0; row < rows.size(); row++) {
      if (rows.group(row) % 10 != without) {
        shown[rows.position(row) - 1]++;
        clicks[rows.position(row) - 1] += rows.click(row) ? 1 : 0;
      }
    }
    double[] logs = new double[3];
    Arrays.setAll(logs, k -> Math.log(clicks[k] / shown[k] / (clicks[0] / shown[0])));
    return logs;
  }

  /** Without that block nothing is known of position 3, so neither is its error. */
  @Test
  void clicksOfOneBlockAloneHaveNoError() {
    FeatureRows rows = clicked(new SplittableRandom(9), 0.3, 0.2, 0);
    for (int i = 0; i < 20; i++) {
      rows.add(3, 7, true);
    }
    RelevanceAscent.Fit fit =
        RelevanceAscent.fit(
            rows, RelevanceRegression.curve(rows), () -> RelevanceAscentTest::mean, 10);
    assertThat(fit.curve().at(3)).isGreaterThan(0);
    assertThat(fit.curve().interval(3, 0.95).isDefined()).isFalse();
    assertThat(fit.curve().interval(2, 0.95).isDefined()).isTrue();
    assertThat(fit.curve().covariance()[1][1]).isPositive();
  }

  /** What chooses otherwise in every round is averaged; what goes on and on has not settled. */
  @Test
  void averagesWhatKeepsChangingAndSaysWhatKeepsMoving() {
    FeatureRows rows = clicked(new SplittableRandom(10), 0.3, 0.15, 0.3);
    LogCurve start = RelevanceRegression.curve(rows);
    RelevanceAscent.Fit steady =
        RelevanceAscent.fit(rows, start, () -> RelevanceAscentTest::mean, 0);
    RelevanceAscent.Fit wavering = RelevanceAscent.fit(rows, start, () -> changing(0.05, 0), 10);
    RelevanceAscent.Fit drifting = RelevanceAscent.fit(rows, start, () -> changing(0, 0.01), 10);
    assertThat(wavering.converged()).isTrue();
    assertThat(wavering.curve().at(2)).isCloseTo(steady.curve().at(2), within(0.005));
    assertThat(drifting.converged()).isFalse();
    assertThat(drifting.lastChange()).isBetween(0.03, 0.2);
    assertThat(drifting.unsettled()).isEqualTo(10);
  }

  /** Means that are now too high, now too low, and fall by a share in every round. */
  private static RelevanceAscent.Regression changing(double wave, double fall) {
    int[] round = {0};
    return (labels, weights) -> {
      double factor = (1 + (round[0] % 2 == 0 ? wave : -wave)) * Math.exp(-fall * round[0]++);
      return Arrays.stream(mean(labels, weights)).map(r -> r * factor).toArray();
    };
  }
}
