package io.rankproof.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.bootstrap.Replicates;
import io.rankproof.kernel.point.CostLoss;
import io.rankproof.kernel.point.Influence;
import io.rankproof.kernel.point.PrAuc;
import io.rankproof.kernel.point.RocAuc;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.kernel.point.ScoreHistogram;
import io.rankproof.kernel.point.TopShare;
import io.rankproof.kernel.rank.MetricSpec;
import io.rankproof.kernel.rank.RankingKernel;
import io.rankproof.kernel.rank.RequestBuffer;
import io.rankproof.kernel.stats.ClusterMoments;
import io.rankproof.kernel.stats.Interval;
import io.rankproof.kernel.stats.PValues;
import java.util.Arrays;
import java.util.List;
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

  /** Of the bootstrap by rows, which is shown to fail. */
  private static final int ROW_REPLICATES = 200;

  private static final int COVERAGE_RUNS = 2000;
  private static final int SIZE_RUNS = 4000;
  private static final double LEVEL = 0.95;
  private static final long SEED = 20_260_101L;
  private static final double SHARE = 0.1;
  private static final CostLoss COST = new CostLoss(1, 3);
  private static final List<MetricSpec> LISTS = MetricSpec.parseList("nDCG@10,AP@3");

  /**
   * A metric: a ratio of two cells, or a known value and the sum of the influences in one, which
   * are those of the delta interval alone where replicates of other cells give the metric.
   *
   * @param divisor -1 where the cell holds influences
   */
  private record Metric(String name, int cell, int divisor) {
    boolean isRatio() {
      return divisor >= 0;
    }

    /** At a threshold chosen on the same rows the product gives no interval: this shows why. */
    boolean isClaimed() {
      return cell != LOSS;
    }
  }

  private static final int REQUESTS = 1;
  private static final int VALUED = 4;
  private static final int ROWS = 7;
  private static final int ROC = 8;
  private static final int PR = 9;
  private static final int RECALL = 10;
  private static final int LOSS = 11;
  private static final int LABEL = 12;
  private static final int ABSOLUTE_ERROR = 13;
  private static final int RMSE = 14;
  private static final int ENTROPY = 15;
  private static final int CELLS = 16;
  private static final int LOG_LOSS = 5;
  private static final int SQUARED_ERROR = 6;
  private static final List<Metric> METRICS =
      List.of(
          new Metric("mean reciprocal rank, 0 without a click", 0, REQUESTS),
          new Metric("nDCG@10", 2, VALUED),
          new Metric("AP@3", 3, VALUED),
          new Metric("log loss", LOG_LOSS, ROWS),
          new Metric("Brier", SQUARED_ERROR, ROWS),
          new Metric("normalised entropy", ENTROPY, -1),
          new Metric("RMSE", RMSE, -1),
          new Metric("MAE", ABSOLUTE_ERROR, ROWS),
          new Metric("ROC-AUC", ROC, -1),
          new Metric("PR-AUC", PR, -1),
          new Metric("recall in the top 10%", RECALL, -1),
          new Metric("cost-weighted loss, best threshold", LOSS, -1));

  /** The metrics of one model on a log, with each row's contribution to the cells. */
  private record Measured(double[] values, double[][] rowVectors) {}

  private static Measured measure(UserLog log, double[] scores) {
    double[][] vectors = new double[log.rows][CELLS];
    addLists(log, scores, vectors);
    addLosses(log, scores, vectors);
    ScoreHistogram state = ScoreHistogram.unweighted(1 << 20);
    for (int row = 0; row < log.rows; row++) {
      state.add(scores[row], log.label[row]);
    }
    ScoreCurve curve = state.curve();
    addInfluences(log, scores, RocAuc.influence(curve), ROC, vectors);
    addInfluences(log, scores, PrAuc.influence(curve), PR, vectors);
    addInfluences(log, scores, TopShare.influence(curve, SHARE), RECALL, vectors);
    addInfluences(log, scores, COST.influence(curve), LOSS, vectors);
    double[] known = new double[CELLS];
    known[ROC] = RocAuc.of(curve).value();
    known[PR] = PrAuc.of(curve).value();
    known[RECALL] = TopShare.of(curve, SHARE).recall().value();
    known[LOSS] = COST.best(curve).loss().value();
    double[] totals = byCluster(vectors, 1, row -> 0)[0];
    known[RMSE] = Math.sqrt(totals[SQUARED_ERROR] / totals[ROWS]);
    known[ENTROPY] = normalisedEntropy(totals[LOG_LOSS], totals[ROWS], totals[LABEL]);
    addSlopes(totals, known, vectors);
    double[] values =
        METRICS.stream()
            .mapToDouble(
                m -> m.isRatio() ? totals[m.cell()] / totals[m.divisor()] : known[m.cell()])
            .toArray();
    return new Measured(values, vectors);
  }

  private static void addLists(UserLog log, double[] scores, double[][] vectors) {
    RankingKernel kernel = RankingKernel.builder(LISTS).build();
    RequestBuffer buffer = new RequestBuffer(1, 1);
    double[] values = new double[kernel.width()];
    for (int first = 0; first < log.rows; first += UserLog.ITEMS) {
      buffer.clear();
      for (int row = first; row < first + UserLog.ITEMS; row++) {
        buffer.addRow();
        buffer.score(row - first, 0, scores[row]);
        buffer.label(row - first, 0, log.label[row] ? 1 : 0);
      }
      kernel.prepare(buffer);
      kernel.evaluate(0, values, 0);
      double[] vector = vectors[first];
      vector[0] = log.reciprocalRank(scores, first);
      vector[REQUESTS] = 1;
      boolean valued = !Double.isNaN(values[0]);
      vector[2] = valued ? values[0] : 0;
      vector[3] = valued ? values[1] : 0;
      vector[VALUED] = valued ? 1 : 0;
    }
  }

  private static void addLosses(UserLog log, double[] scores, double[][] vectors) {
    for (int row = 0; row < log.rows; row++) {
      double p = 1 / (1 + Math.exp(1 - 0.4 * scores[row]));
      double label = log.label[row] ? 1 : 0;
      vectors[row][LOG_LOSS] = -Math.log(log.label[row] ? p : 1 - p);
      vectors[row][SQUARED_ERROR] = Math.pow(p - label, 2);
      vectors[row][ABSOLUTE_ERROR] = Math.abs(p - label);
      vectors[row][LABEL] = label;
      vectors[row][ROWS] = 1;
    }
  }

  private static double normalisedEntropy(double loss, double rows, double labels) {
    return loss / rows / entropy(labels / rows);
  }

  private static double entropy(double rate) {
    return -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
  }

  /** Influences of rows on metrics that are smooth functions of sums. */
  private static void addSlopes(double[] totals, double[] known, double[][] vectors) {
    double n = totals[ROWS];
    double rate = totals[LABEL] / n;
    double slope = Math.log((1 - rate) / rate);
    for (double[] vector : vectors) {
      double square = vector[SQUARED_ERROR] - totals[SQUARED_ERROR] / n;
      vector[RMSE] = square / (2 * known[RMSE] * n);
      double loss = vector[LOG_LOSS] - totals[LOG_LOSS] / n;
      double entropy = slope * (vector[LABEL] - rate);
      vector[ENTROPY] = (loss - known[ENTROPY] * entropy) / entropy(rate) / n;
    }
  }

  private static void addInfluences(
      UserLog log, double[] scores, Influence influence, int cell, double[][] vectors) {
    for (int row = 0; row < log.rows; row++) {
      vectors[row][cell] = influence.of(scores[row], log.label[row], 1);
    }
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

  private static Interval[][] intervals(
      Measured measured, double[][] clusters, int replicates, long seed) {
    BootstrapSums sums = new BootstrapSums(seed, replicates, CELLS);
    ClusterMoments moments = new ClusterMoments(CELLS);
    for (int u = 0; u < clusters.length; u++) {
      sums.add(u, clusters[u]);
      moments.add(clusters[u]);
    }
    Interval[][] intervals = new Interval[METRICS.size()][];
    for (int i = 0; i < intervals.length; i++) {
      Metric metric = METRICS.get(i);
      double value = measured.values()[i];
      Replicates distribution = Replicates.of(replicates(sums, metric, 0, value));
      intervals[i] =
          new Interval[] {
            distribution.percentileInterval(LEVEL),
            distribution.normalInterval(value, LEVEL, clusters.length),
            metric.isRatio()
                ? moments.ratio(metric.cell(), metric.divisor()).estimate().interval(LEVEL)
                : moments.influence(value, metric.cell()).interval(LEVEL)
          };
    }
    return intervals;
  }

  private static double[] replicates(BootstrapSums sums, Metric metric, int first, double value) {
    if (metric.isRatio()) {
      return sums.ratio(first + metric.cell(), first + metric.divisor());
    }
    return switch (metric.cell()) {
      case RMSE ->
          Arrays.stream(sums.ratio(first + SQUARED_ERROR, first + ROWS)).map(Math::sqrt).toArray();
      case ENTROPY -> entropies(sums, first);
      default ->
          Arrays.stream(sums.replicates(first + metric.cell())).map(v -> v + value).toArray();
    };
  }

  private static double[] entropies(BootstrapSums sums, int first) {
    double[] losses = sums.replicates(first + LOG_LOSS);
    double[] rows = sums.replicates(first + ROWS);
    double[] labels = sums.replicates(first + LABEL);
    return IntStream.range(0, rows.length)
        .mapToDouble(b -> normalisedEntropy(losses[b], rows[b], labels[b]))
        .toArray();
  }

  /** Which of the intervals cover: by metric, then by user-level or row-level and method. */
  private static boolean[][] covered(int run, double[] truth) {
    UserLog log = new UserLog(USERS, SEED + run);
    Measured measured = measure(log, log.scoreA);
    double[][] users = byCluster(measured.rowVectors(), USERS, row -> log.userOfRow[row]);
    Interval[][] byUser = intervals(measured, users, REPLICATES, SEED + run);
    Interval[][] byRow = intervals(measured, measured.rowVectors(), ROW_REPLICATES, SEED + run);
    boolean[][] covered = new boolean[METRICS.size()][6];
    for (int metric = 0; metric < METRICS.size(); metric++) {
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
    for (int metric = 0; metric < METRICS.size(); metric++) {
      for (int method = 0; method < 3; method++) {
        System.out.printf(
            "coverage of 95%% intervals, %s, %s: by user %.4f, by row %.4f (n = %d, MC SE"
                + " %.4f)%n",
            METRICS.get(metric).name(),
            methods[method],
            rate(runs, metric, method),
            rate(runs, metric, 3 + method),
            COVERAGE_RUNS,
            Math.sqrt(0.95 * 0.05 / COVERAGE_RUNS));
      }
    }
    for (int metric = 0; metric < METRICS.size(); metric++) {
      for (int method = 0; method < 3; method++) {
        String what = METRICS.get(metric).name() + ", " + methods[method];
        if (METRICS.get(metric).isClaimed()) {
          assertThat(rate(runs, metric, method)).as(what).isBetween(0.93, 0.97);
        }
        assertThat(rate(runs, metric, 3 + method)).as(what + " by row").isLessThan(0.93);
      }
    }
  }

  /** List metrics, whose means over users {@code evaluate} gives beside those over requests. */
  private static final List<Metric> OF_USERS = METRICS.subList(0, 3);

  private static final double EAGERNESS = 0.3;

  /**
   * Means over users of the mean of a user's requests that have a value.
   *
   * @param byUser each user an observation
   * @param byRequest the same values from requests, each one over the number of its user's, taken
   *     as independent
   */
  private record UserMeans(ClusterMoments byUser, ClusterMoments byRequest) {
    static UserMeans of(UserLog log, int userCount) {
      double[][] vectors = new double[log.rows][CELLS];
      addLists(log, log.scoreA, vectors);
      double[][] users = byCluster(vectors, userCount, row -> log.userOfRow[row]);
      UserMeans means =
          new UserMeans(
              new ClusterMoments(2 * OF_USERS.size()), new ClusterMoments(2 * OF_USERS.size()));
      for (double[] user : users) {
        means.byUser.add(shares(user, user));
      }
      for (int first = 0; first < log.rows; first += UserLog.ITEMS) {
        means.byRequest.add(shares(vectors[first], users[log.userOfRow[first]]));
      }
      return means;
    }

    /** For each metric, numerator and denominator over the user's denominator; 0 without one. */
    private static double[] shares(double[] cells, double[] user) {
      double[] shares = new double[2 * OF_USERS.size()];
      for (int i = 0; i < OF_USERS.size(); i++) {
        Metric metric = OF_USERS.get(i);
        double valued = user[metric.divisor()];
        shares[2 * i] = valued == 0 ? 0 : cells[metric.cell()] / valued;
        shares[2 * i + 1] = valued == 0 ? 0 : cells[metric.divisor()] / valued;
      }
      return shares;
    }
  }

  @Test
  void intervalsOfMeansOverUsersCover() {
    ClusterMoments large =
        UserMeans.of(new UserLog(200 * USERS, SEED - 2, EAGERNESS), 200 * USERS).byUser();
    boolean[][][] runs =
        IntStream.range(0, COVERAGE_RUNS)
            .parallel()
            .mapToObj(run -> coveredOfUsers(SEED + 3_000_000 + run, large))
            .toArray(boolean[][][]::new);
    double error = Math.sqrt(0.95 * 0.05 / COVERAGE_RUNS);
    for (int metric = 0; metric < OF_USERS.size(); metric++) {
      System.out.printf(
          "coverage of 95%% intervals, mean over users of %s: by user %.4f, by request %.4f"
              + " (n = %d, MC SE %.4f)%n",
          OF_USERS.get(metric).name(),
          rate(runs, metric, 0),
          rate(runs, metric, 1),
          COVERAGE_RUNS,
          error);
    }
    for (int metric = 0; metric < OF_USERS.size(); metric++) {
      assertThat(rate(runs, metric, 0)).as(OF_USERS.get(metric).name()).isBetween(0.93, 0.97);
      assertThat(rate(runs, metric, 1)).isLessThan(rate(runs, metric, 0));
    }
  }

  private static boolean[][] coveredOfUsers(long seed, ClusterMoments truth) {
    UserMeans means = UserMeans.of(new UserLog(USERS, seed, EAGERNESS), USERS);
    boolean[][] covered = new boolean[OF_USERS.size()][2];
    for (int i = 0; i < covered.length; i++) {
      double value = truth.ratio(2 * i, 2 * i + 1).ratio();
      covered[i][0] = covers(means.byUser(), i, value);
      covered[i][1] = covers(means.byRequest(), i, value);
    }
    return covered;
  }

  private static boolean covers(ClusterMoments moments, int metric, double truth) {
    return moments.ratio(2 * metric, 2 * metric + 1).estimate().interval(LEVEL).contains(truth);
  }

  /** What is counted for each user is not what is counted for each request. */
  @Test
  void meansOverUsersAreNotMeansOverRequests() {
    UserLog log = new UserLog(20 * USERS, SEED - 2, EAGERNESS);
    double[][] vectors = new double[log.rows][CELLS];
    addLists(log, log.scoreA, vectors);
    double[] totals = byCluster(vectors, 1, row -> 0)[0];
    double overUsers = UserMeans.of(log, 20 * USERS).byUser().ratio(0, 1).ratio();
    assertThat(totals[0] / totals[REQUESTS]).isGreaterThan(overUsers + 0.02);
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
    ClusterMoments differences = new ClusterMoments(CELLS);
    for (int u = 0; u < USERS; u++) {
      double[] both = Arrays.copyOf(usersA[u], 2 * CELLS);
      System.arraycopy(usersB[u], 0, both, CELLS, CELLS);
      sums.add(u, both);
      moments.add(both);
      double[] difference = new double[CELLS];
      Arrays.setAll(difference, cell -> both[cell] - both[CELLS + cell]);
      differences.add(difference);
    }
    double[] p = new double[2 * METRICS.size()];
    for (int i = 0; i < METRICS.size(); i++) {
      Metric metric = METRICS.get(i);
      int cell = metric.cell();
      double delta = a.values()[i] - b.values()[i];
      p[i] =
          metric.isRatio()
              ? moments
                  .ratioDifference(cell, metric.divisor(), CELLS + cell, CELLS + metric.divisor())
                  .twoSidedP(0)
              : differences.influence(delta, cell).twoSidedP(0);
      Replicates replicates =
          Replicates.ofDifference(
              replicates(sums, metric, 0, 0), replicates(sums, metric, CELLS, 0));
      p[METRICS.size() + i] = PValues.twoSided(delta / replicates.standardError(), USERS - 1.0);
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
    double[] rates = new double[2 * METRICS.size()];
    for (int i = 0; i < rates.length; i++) {
      int test = i;
      rates[i] = Arrays.stream(runs).filter(p -> p[test] < 0.05).count() / (double) SIZE_RUNS;
      System.out.printf(
          "size of the paired 5%% test, %s, %s: %.4f (n = %d, MC SE %.4f)%n",
          METRICS.get(i % METRICS.size()).name(),
          i < METRICS.size() ? "delta" : "bootstrap SE",
          rates[i],
          SIZE_RUNS,
          error);
    }
    for (int i = 0; i < rates.length; i++) {
      Metric metric = METRICS.get(i % METRICS.size());
      if (metric.isClaimed()) {
        assertThat(rates[i]).as(metric.name()).isBetween(0.05 - 3 * error, 0.05 + 3 * error);
      }
    }
  }
}
