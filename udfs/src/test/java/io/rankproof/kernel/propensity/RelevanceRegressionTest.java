package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RelevanceRegressionTest {
  private static final double[] TRUTH = {1, 0.6, 0.3};

  /** EM spelt out: soft labels, means for p, a few Newton steps of weighted logistic regression. */
  @Test
  void findsWhatRegressionEmFinds() {
    int n = 4000;
    double[] x = new double[n];
    int[] k = new int[n];
    boolean[] c = new boolean[n];
    FeatureRows rows = new FeatureRows(1);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < n; i++) {
      k[i] = i % 3;
      x[i] = random.nextDouble() * 2 - 1 - 0.3 * k[i];
      c[i] = random.nextDouble() < TRUTH[k[i]] / (1 + Math.exp(0.5 - x[i]));
      rows.add(k[i] + 1, i % 50, c[i], x[i]);
    }
    double[] p = {1, 0.5, 0.5};
    double[] w = {0, 0};
    for (int iteration = 0; iteration < 3000; iteration++) {
      double[] examined = new double[3];
      double[] shown = new double[3];
      double[] soft = new double[n];
      for (int i = 0; i < n; i++) {
        double r = 1 / (1 + Math.exp(-w[0] - w[1] * x[i]));
        double miss = 1 - p[k[i]] * r;
        soft[i] = c[i] ? 1 : r * (1 - p[k[i]]) / miss;
        examined[k[i]] += c[i] ? 1 : p[k[i]] * (1 - r) / miss;
        shown[k[i]]++;
      }
      p[1] = examined[1] / shown[1];
      p[2] = examined[2] / shown[2];
      newton(x, soft, w);
    }
    LogCurve curve = RelevanceRegression.curve(rows);

    assertThat(curve.at(1)).isEqualTo(1);
    assertThat(curve.at(2)).isCloseTo(p[1], within(1e-3));
    assertThat(curve.at(3)).isCloseTo(p[2], within(1e-3));
    assertThat(curve.interval(3, 0.95).contains(0.3)).isTrue();
  }

  private static void newton(double[] x, double[] soft, double[] w) {
    double g0 = 0;
    double g1 = 0;
    double h00 = 0;
    double h01 = 0;
    double h11 = 0;
    for (int i = 0; i < x.length; i++) {
      double r = 1 / (1 + Math.exp(-w[0] - w[1] * x[i]));
      g0 += soft[i] - r;
      g1 += (soft[i] - r) * x[i];
      h00 += r * (1 - r);
      h01 += r * (1 - r) * x[i];
      h11 += r * (1 - r) * x[i] * x[i];
    }
    double determinant = h00 * h11 - h01 * h01;
    w[0] += (h11 * g0 - h01 * g1) / determinant;
    w[1] += (h00 * g1 - h01 * g0) / determinant;
  }

  @Test
  void positionsWithoutClicksAreUnknown() {
    FeatureRows rows = new FeatureRows(0);
    for (int i = 0; i < 40; i++) {
      rows.add(1, i, i % 2 == 0);
      rows.add(2, i, false);
      rows.add(3, i, i % 8 == 0);
    }
    LogCurve curve = RelevanceRegression.curve(rows);

    assertThat(curve.at(2)).isNaN();
    assertThat(curve.at(3)).isCloseTo(0.25, within(1e-6));
    FeatureRows headless = new FeatureRows(0);
    headless.add(2, 0, true);
    assertThat(RelevanceRegression.curve(headless).at(2)).isNaN();
  }

  /** 2,000 logs of users with moods; the features decide the position as well. */
  @Test
  @Tag("slow")
  void intervalsCover() {
    int runs = 2000;
    double[] covered = new double[3];
    double[] bias = new double[3];
    for (int run = 0; run < runs; run++) {
      SplittableRandom random = new SplittableRandom(20_260_601L + run);
      FeatureRows rows = new FeatureRows(2);
      for (int user = 0; user < 100; user++) {
        double mood = random.nextDouble() < 0.5 ? 0.7 : 1.3;
        for (int i = 0; i < 20; i++) {
          double a = random.nextDouble() * 2 - 1;
          double b = random.nextDouble() * 2 - 1;
          int k = Math.min(2, Math.max(0, (int) (1.5 - a + random.nextDouble() - 0.5)));
          double relevance = 1 / (1 + Math.exp(0.8 - a - b));
          boolean click = random.nextDouble() < TRUTH[k] * relevance * mood;
          rows.add(k + 1, user, click, a, b);
        }
      }
      LogCurve curve = RelevanceRegression.curve(rows);
      for (int k = 1; k < 3; k++) {
        covered[k] += curve.interval(k + 1, 0.95).contains(TRUTH[k]) ? 1.0 / runs : 0;
        bias[k] += Math.log(curve.at(k + 1) / TRUTH[k]) / runs;
      }
    }
    System.out.printf(
        "regression covers %.4f, %.4f; bias of log p %.4f, %.4f%n",
        covered[1], covered[2], bias[1], bias[2]);
    assertThat((covered[1] + covered[2]) / 2).isBetween(0.93, 0.97);
  }
}
