package io.rankproof.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.bootstrap.Replicates;
import io.rankproof.kernel.point.Influence;
import io.rankproof.kernel.point.PrAuc;
import io.rankproof.kernel.point.RocAuc;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.kernel.point.ScoreHistogram;
import io.rankproof.kernel.stats.ClusterMoments;
import io.rankproof.kernel.stats.Interval;
import io.rankproof.kernel.stats.PValues;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the intervals and tests promise, measured: coverage of 95% intervals on user-clustered data
 * and the size of paired tests when both models are equal. Seeds were fixed before the first run.
 */
@Tag("slow")
class CoverageSimulationTest {
  private static final int USERS = 500;
  private static final int REPLICATES = 1000;
  private static final int COVERAGE_RUNS = 2000;
  private static final int SIZE_RUNS = 4000;
  private static final double LEVEL = 0.95;
  private static final long SEED = 20_260_101L;

  private static final int SUM = 0;
  private static final int COUNT = 1;
  private static final int ROC = 2;
  private static final int PR = 3;
  private static final int CELLS = 4;
  private static final String[] METRICS = {"mean reciprocal rank", "ROC-AUC", "PR-AUC"};

  /** The three metrics of one model on a log, with each row's contribution to them. */
  private record Measured(double[] values, double[][] rowVectors) {}

  private static Measured measure(UserLog log, double[] scores) {
    ScoreHistogram state = ScoreHistogram.unweighted(1 << 20);
    for (int row = 0; row < log.rows; row++) {
      state.add(scores[row], log.label[row]);
    }
    ScoreCurve curve = state.curve();
    Influence roc = RocAuc.influence(curve);
    Influence pr = PrAuc.influence(curve);
    double[][] vectors = new double[log.rows][CELLS];
    double sum = 0;
    for (int row = 0; row < log.rows; row++) {
      double[] vector = vectors[row];
      vector[ROC] = roc.of(scores[row], log.label[row], 1);
      vector[PR] = pr.of(scores[row], log.label[row], 1);
      if (row % UserLog.ITEMS == 0) {
        vector[SUM] = log.reciprocalRank(scores, row);
        vector[COUNT] = 1;
        sum += vector[SUM];
      }
    }
    double mean = sum * UserLog.ITEMS / log.rows;
    return new Measured(
        new double[] {mean, RocAuc.of(curve).value(), PrAuc.of(curve).value()}, vectors);
  }

  /** Row vectors added up by cluster. */
  private static double[][] byCluster(
      double[][] vectors, int clusters, IntUnaryOperator clusterOfRow) {
    double[][] sums = new double[clusters][CELLS];
    for (int row = 0; row < vectors.length; row++) {
      for (int cell = 0; cell < CELLS; cell++) {
        sums[clusterOfRow.applyAsInt(row)][cell] += vectors[row][cell];
      }
    }
    return sums;
  }

  private static Interval[][] intervals(Measured measured, double[][] clusters, long seed) {
    BootstrapSums sums = new BootstrapSums(seed, REPLICATES, CELLS);
    ClusterMoments moments = new ClusterMoments(CELLS);
    for (int u = 0; u < clusters.length; u++) {
      sums.add(u, clusters[u]);
      moments.add(clusters[u]);
    }
    Interval[][] intervals = new Interval[METRICS.length][];
    for (int metric = 0; metric < METRICS.length; metric++) {
      double value = measured.values()[metric];
      double[] replicates =
          metric == 0 ? sums.ratio(SUM, COUNT) : shifted(sums.replicates(metric + 1), value);
      Replicates distribution = Replicates.of(replicates);
      intervals[metric] =
          new Interval[] {
            distribution.percentileInterval(LEVEL),
            distribution.normalInterval(value, LEVEL, clusters.length),
            metric == 0
                ? moments.ratio(SUM, COUNT).estimate().interval(LEVEL)
                : moments.influence(value, metric + 1).interval(LEVEL)
          };
    }
    return intervals;
  }

  private static double[] shifted(double[] values, double shift) {
    return Arrays.stream(values).map(v -> v + shift).toArray();
  }

  /** Which of the intervals cover: by metric, then by user-level or row-level and method. */
  private static boolean[][] covered(int run, double[] truth) {
    UserLog log = new UserLog(USERS, SEED + run);
    Measured measured = measure(log, log.scoreA);
    double[][] users = byCluster(measured.rowVectors(), USERS, row -> log.userOfRow[row]);
    Interval[][] byUser = intervals(measured, users, SEED + run);
    Interval[][] byRow = intervals(measured, measured.rowVectors(), SEED + run);
    boolean[][] covered = new boolean[METRICS.length][6];
    for (int metric = 0; metric < METRICS.length; metric++) {
      for (int method = 0; method < 3; method++) {
        covered[metric][method] = byUser[metric][method].contains(truth[metric]);
        covered[metric][3 + method] = byRow[metric][method].contains(truth[metric]);
      }
    }
    return covered;
  }

  @Test
  void intervalsByUserCoverAndIntervalsByRowDoNot() {
    UserLog large = new UserLog(200 * USERS, SEED - 1);
    double[] truth = measure(large, large.scoreA).values();
    boolean[][][] runs =
        IntStream.range(0, COVERAGE_RUNS)
            .parallel()
            .mapToObj(run -> covered(run, truth))
            .toArray(boolean[][][]::new);
    String[] methods = {"percentile", "normal", "delta"};
    for (int metric = 0; metric < METRICS.length; metric++) {
      for (int method = 0; method < 3; method++) {
        double byUser = rate(runs, metric, method);
        double byRow = rate(runs, metric, 3 + method);
        System.out.printf(
            "coverage of 95%% intervals, %s, %s: by user %.4f, by row %.4f (n = %d, MC SE"
                + " %.4f)%n",
            METRICS[metric],
            methods[method],
            byUser,
            byRow,
            COVERAGE_RUNS,
            Math.sqrt(0.95 * 0.05 / COVERAGE_RUNS));
        assertThat(byUser).isBetween(0.93, 0.97);
        assertThat(byRow).isLessThan(0.93);
      }
    }
  }

  private static double rate(boolean[][][] runs, int metric, int method) {
    return Arrays.stream(runs).filter(run -> run[metric][method]).count() / (double) runs.length;
  }

  /** p-values of A against B: by delta and by bootstrap, for each metric. */
  private static double[] pairedPValues(int run) {
    UserLog log = new UserLog(USERS, SEED + 1_000_000 + run);
    Measured a = measure(log, log.scoreA);
    Measured b = measure(log, log.scoreB);
    double[][] usersA = byCluster(a.rowVectors(), USERS, row -> log.userOfRow[row]);
    double[][] usersB = byCluster(b.rowVectors(), USERS, row -> log.userOfRow[row]);
    BootstrapSums sums = new BootstrapSums(SEED + run, REPLICATES, 2 * CELLS);
    ClusterMoments moments = new ClusterMoments(2 * CELLS);
    ClusterMoments differences = new ClusterMoments(2);
    for (int u = 0; u < USERS; u++) {
      double[] both = Arrays.copyOf(usersA[u], 2 * CELLS);
      System.arraycopy(usersB[u], 0, both, CELLS, CELLS);
      sums.add(u, both);
      moments.add(both);
      differences.add(both[ROC] - both[CELLS + ROC], both[PR] - both[CELLS + PR]);
    }
    double[] p = new double[2 * METRICS.length];
    for (int metric = 0; metric < METRICS.length; metric++) {
      double delta = a.values()[metric] - b.values()[metric];
      p[metric] =
          metric == 0
              ? moments.ratioDifference(SUM, COUNT, CELLS + SUM, CELLS + COUNT).twoSidedP(0)
              : differences.influence(delta, metric - 1).twoSidedP(0);
      Replicates replicates =
          metric == 0
              ? Replicates.ofDifference(
                  sums.ratio(SUM, COUNT), sums.ratio(CELLS + SUM, CELLS + COUNT))
              : Replicates.ofDifference(
                  sums.replicates(metric + 1), sums.replicates(CELLS + metric + 1));
      p[METRICS.length + metric] =
          PValues.twoSided(delta / replicates.standardError(), USERS - 1.0);
    }
    return p;
  }

  @Test
  void pairedTestsOfEqualModelsRejectAtTheirLevel() {
    double[][] runs =
        IntStream.range(0, SIZE_RUNS)
            .parallel()
            .mapToObj(CoverageSimulationTest::pairedPValues)
            .toArray(double[][]::new);
    double error = Math.sqrt(0.05 * 0.95 / SIZE_RUNS);
    for (int i = 0; i < 2 * METRICS.length; i++) {
      int test = i;
      double rate = Arrays.stream(runs).filter(p -> p[test] < 0.05).count() / (double) SIZE_RUNS;
      System.out.printf(
          "size of the paired 5%% test, %s, %s: %.4f (n = %d, MC SE %.4f)%n",
          METRICS[i % METRICS.length],
          i < METRICS.length ? "delta" : "bootstrap SE",
          rate,
          SIZE_RUNS,
          error);
      assertThat(rate).isBetween(0.05 - 3 * error, 0.05 + 3 * error);
    }
  }
}
