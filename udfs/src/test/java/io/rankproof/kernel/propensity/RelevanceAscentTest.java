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
        RelevanceAscent.fit(rows, logistic, (labels, weights) -> binMeans(bin, labels, weights));

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
    RelevanceAscent.Fit fit = RelevanceAscent.fit(rows, start, RelevanceAscentTest::mean);
    assertThat(fit.curve().at(2)).isNaN();
    assertThat(fit.curve().at(3)).isCloseTo(0.25, within(0.01));

    FeatureRows headless = new FeatureRows(0);
    headless.add(2, 0, true);
    LogCurve nothing = RelevanceRegression.curve(headless);
    assertThat(RelevanceAscent.fit(headless, nothing, RelevanceAscentTest::mean).curve().at(2))
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
        (labels, weights) -> {
          heaviest[0] = Math.max(heaviest[0], Arrays.stream(weights).max().orElseThrow());
          return Arrays.stream(labels).map(label -> 1.5).toArray();
        });
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
    RelevanceAscent.Fit fit = RelevanceAscent.fit(rows, start(p), RelevanceAscentTest::mean);
    assertThat(fit.curve().at(positions)).isCloseTo(0.5, within(0.01));
  }

  private static double[] mean(double[] labels, double[] weights) {
    return binMeans(new int[labels.length], labels, weights);
  }
}
