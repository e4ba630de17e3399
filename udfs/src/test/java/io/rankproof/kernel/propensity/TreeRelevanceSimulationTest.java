package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the curve with relevance from trees and its jackknife promise, measured on simulated logs of
 * which the truth is known: on those of {@link PropensitySimulationTest}'s table, and on smaller
 * ones. Seeds were fixed before the first run.
 */
@Tag("slow")
class TreeRelevanceSimulationTest {
  private static final long TABLE = 20_260_301L;
  private static final long SMALL = 20_261_130L;
  private static final int BLOCKS = 20;
  private static final int K = Traffic.POSITIONS;

  /** Errors of log p of one method, by position. */
  private static final class Errors {
    private final double[] sums = new double[K];
    private final double[] squares = new double[K];
    private int logs;

    void add(double[] p, Traffic traffic) {
      logs++;
      for (int k = 1; k < K; k++) {
        double error = Math.log(p[k] / traffic.truth(k + 1));
        sums[k] += error;
        squares[k] += error * error;
      }
    }

    double mean(int k) {
      return sums[k] / logs;
    }

    double deviation(int k) {
      return Math.sqrt((squares[k] - sums[k] * sums[k] / logs) / (logs - 1));
    }

    double rmse() {
      return Math.sqrt(Arrays.stream(squares).sum() / logs / (K - 1));
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(String.format("rmse of log p %.4f, bias", rmse()));
      for (int k = 1; k < K; k++) {
        text.append(String.format(" %.4f", mean(k)));
      }
      return text.toString();
    }
  }

  /** What the jackknife said, against what happened. */
  private static final class Promises {
    private final double[] errors = new double[K];
    private final double[] covered = new double[K];
    private int logs;

    void add(LogCurve curve, Traffic traffic) {
      logs++;
      for (int k = 1; k < K; k++) {
        errors[k] += curve.logError()[k];
        covered[k] += curve.interval(k + 1, 0.95).contains(traffic.truth(k + 1)) ? 1 : 0;
      }
    }

    /** The mean error over the standard deviation of what was found. */
    double ratio(int k, Errors found) {
      return errors[k] / logs / found.deviation(k);
    }

    double coverage() {
      return Arrays.stream(covered).sum() / logs / (K - 1);
    }

    void print(Errors found) {
      for (int k = 1; k < K; k++) {
        System.out.printf(
            "  position %d: sd of log p %.4f, mean jackknife error / sd %.3f, covers %.3f%n",
            k + 1, found.deviation(k), ratio(k, found), covered[k] / logs);
      }
      System.out.printf("  covers %.4f on average over %d logs%n", coverage(), logs);
    }
  }

  private final Errors raw = new Errors();
  private final Errors logistic = new Errors();
  private final Errors trees = new Errors();
  private final Promises promises = new Promises();
  private int unsettled;

  private LogCurve learn(Traffic traffic, long seed, int blocks) {
    FeatureRows rows = bent(traffic, seed);
    LogCurve start = RelevanceRegression.curve(rows);
    BoostedTrees boosted = new BoostedTrees(rows);
    RelevanceAscent.Fit fit = RelevanceAscent.fit(rows, start, boosted::copy, blocks);
    raw.add(rates(rows), traffic);
    logistic.add(start.value(), traffic);
    trees.add(fit.curve().value(), traffic);
    unsettled += fit.converged() ? 0 : 1;
    return fit.curve();
  }

  /** A feature of which the middle is relevant, with two thirds on one side of it; and another. */
  private static FeatureRows bent(Traffic traffic, long seed) {
    FeatureRows rows = new FeatureRows(2);
    SplittableRandom random = new SplittableRandom(seed);
    traffic.forEach(
        (hash, relevance, cells) -> {
          double x = (random.nextInt(3) == 0 ? -1 : 1) * (0.6 - relevance);
          double noise = random.nextDouble();
          for (int cell = 0; cell < cells.size(); cell++) {
            for (int row = 0; row < cells.shown(cell); row++) {
              boolean click = row < cells.clicks(cell);
              rows.add(cells.position(cell), cells.group(cell), click, x, noise);
            }
          }
        });
    return rows;
  }

  private static double[] rates(FeatureRows rows) {
    double[] shown = new double[K];
    double[] clicks = new double[K];
    for (int row = 0; row < rows.size(); row++) {
      shown[rows.position(row) - 1]++;
      clicks[rows.position(row) - 1] += rows.click(row) ? 1 : 0;
    }
    double[] rates = new double[K];
    Arrays.setAll(rates, k -> clicks[k] / shown[k] / (clicks[0] / shown[0]));
    return rates;
  }

  private void assertBetterThanOthers(String name) {
    System.out.printf(
        "%s: raw click rates %s%n  logistic %s%n  trees %s; %d not settled%n",
        name, raw, logistic, trees, unsettled);
    assertThat(unsettled).isZero();
    assertThat(trees.rmse()).isLessThan(raw.rmse() / 2).isLessThan(logistic.rmse() / 2);
  }

  /** The 30 logs of the table of estimators: values alone, without a jackknife. */
  @Test
  void errorsOverTheLogsOfTheTable() {
    for (int log = 0; log < 30; log++) {
      learn(new Traffic(TABLE + log, 300, 3000, 1, 0.5, false), TABLE + 90_000 + log, 0);
    }
    assertBetterThanOthers("trees, the table's logs");
  }

  /**
   * 100 logs of a tenth of the lists. Splits that fall otherwise without a block make the jackknife
   * too wide: by a fifth on average, up to 1.4 times at a position, on the seeds that the design
   * was chosen on. An SD of 100 logs has an SE of 7%, so the band is from three of these below 1 to
   * three above 1.4. The positions of a log lean on the same clicks: coverage has at worst the SE
   * of 100 trials, 2.2 points, and may be three below 95%.
   */
  @Test
  @Tag("heavy")
  void jackknifeOverSmallLogs() {
    for (int log = 0; log < 100; log++) {
      Traffic traffic = new Traffic(SMALL + log, 300, 300, 1, 0.5, false);
      promises.add(learn(traffic, SMALL + 90_000 + log, BLOCKS), traffic);
    }
    assertBetterThanOthers("trees, a tenth of the lists");
    promises.print(trees);
    for (int k = 1; k < K; k++) {
      assertThat(promises.ratio(k, trees)).as("error at " + (k + 1)).isBetween(0.79, 1.7);
    }
    assertThat(promises.coverage()).isGreaterThan(0.885);
  }
}
