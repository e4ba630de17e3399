package io.rankproof.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.bootstrap.Replicates;
import io.rankproof.kernel.point.CalibrationBins;
import io.rankproof.kernel.point.CalibrationEdges;
import io.rankproof.kernel.point.ReliabilityBin;
import io.rankproof.kernel.point.ScoreHistogram;
import io.rankproof.kernel.stats.PValues;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Why a calibration error has no interval and no test: what those made of replicated gaps of bins
 * would promise, measured on the logs of {@link UserLog}. Seeds were fixed before the first run.
 *
 * <p>Noise of a bin adds to the error of a calibrated bin and cancels out in one that is far off.
 * Replicates have noise once more.
 */
@Tag("slow")
class CalibrationErrorSimulationTest {
  private static final int USERS = 500;

  /** Half of what evaluate has by default: more bins have more noise each. */
  private static final int BINS = 10;

  private static final int REPLICATES = 400;
  private static final int RUNS = 2000;
  private static final long SEED = 20_260_201L;
  private static final List<String> SORTS = List.of("equal mass", "equal width");

  /** A model: which of a log's two scores, and what probability is made of it. */
  private record Model(boolean isFirst, DoubleUnaryOperator probability) {
    double[] predictions(UserLog log) {
      return Arrays.stream(isFirst ? log.scoreA : log.scoreB).map(probability).toArray();
    }
  }

  private static double plain(double score) {
    return 1 / (1 + Math.exp(1 - 0.4 * score));
  }

  /** The mean labels of fine bins of the plain probability, which are calibrated. */
  private static DoubleUnaryOperator recalibrated(UserLog log) {
    double[] predictions = new Model(true, CalibrationErrorSimulationTest::plain).predictions(log);
    CalibrationBins bins = new CalibrationBins(equalMass(log, predictions, 200));
    for (int row = 0; row < log.rows; row++) {
      bins.add(predictions[row], log.label[row] ? 1 : 0, 1);
    }
    double[] rates = bins.table().stream().mapToDouble(ReliabilityBin::observed).toArray();
    return score -> rates[bins.edges().binOf(plain(score))];
  }

  private static CalibrationEdges equalMass(UserLog log, double[] predictions, int bins) {
    ScoreHistogram state = ScoreHistogram.unweighted(1 << 21);
    for (int row = 0; row < log.rows; row++) {
      state.add(predictions[row], log.label[row]);
    }
    return CalibrationEdges.equalMass(state.curve(), bins);
  }

  /** Of each user the gaps of bins of equal mass, then of equal width. */
  private static void addGaps(UserLog log, double[] predictions, int first, double[][] users) {
    CalibrationEdges masses = equalMass(log, predictions, BINS);
    CalibrationEdges widths = CalibrationEdges.equalWidth(BINS);
    for (int row = 0; row < log.rows; row++) {
      double gap = predictions[row] - (log.label[row] ? 1 : 0);
      double[] user = users[log.userOfRow[row]];
      user[first + masses.binOf(predictions[row])] += gap;
      user[first + BINS + widths.binOf(predictions[row])] += gap;
    }
  }

  /** Gaps by user of all models, then the user's rows. */
  private static double[][] byUser(UserLog log, List<Model> models, int userCount) {
    int weight = 2 * BINS * models.size();
    double[][] users = new double[userCount][weight + 1];
    for (int model = 0; model < models.size(); model++) {
      addGaps(log, models.get(model).predictions(log), 2 * BINS * model, users);
    }
    for (int user : log.userOfRow) {
      users[user][weight]++;
    }
    return users;
  }

  /** The calibration error of each model and sort of bins. */
  private static double[] errors(double[] sums) {
    int weight = sums.length - 1;
    double[] errors = new double[weight / BINS];
    for (int cell = 0; cell < weight; cell++) {
      errors[cell / BINS] += Math.abs(sums[cell]) / sums[weight];
    }
    return errors;
  }

  private static double[] total(double[][] users) {
    double[] total = new double[users[0].length];
    for (double[] user : users) {
      Arrays.setAll(total, cell -> total[cell] + user[cell]);
    }
    return total;
  }

  /** Errors of a log with their replicates, by error. */
  private record Sample(double[] errors, double[][] replicates) {
    static Sample of(long seed, List<Model> models) {
      double[][] users = byUser(new UserLog(USERS, seed), models, USERS);
      BootstrapSums sums = new BootstrapSums(seed, REPLICATES, users[0].length);
      for (int u = 0; u < USERS; u++) {
        sums.add(u, users[u]);
      }
      double[] errors = CalibrationErrorSimulationTest.errors(total(users));
      double[][] replicates = new double[errors.length][REPLICATES];
      double[] cells = new double[users[0].length];
      double[][] rows =
          IntStream.range(0, cells.length).mapToObj(sums::replicates).toArray(double[][]::new);
      for (int b = 0; b < REPLICATES; b++) {
        for (int cell = 0; cell < cells.length; cell++) {
          cells[cell] = rows[cell][b];
        }
        double[] replicate = CalibrationErrorSimulationTest.errors(cells);
        for (int error = 0; error < errors.length; error++) {
          replicates[error][b] = replicate[error];
        }
      }
      return new Sample(errors, replicates);
    }

    boolean[] covers(int error, double truth) {
      Replicates distribution = Replicates.of(replicates[error]);
      return new boolean[] {
        distribution.percentileInterval(0.95).contains(truth),
        distribution.normalInterval(errors[error], 0.95, USERS).contains(truth)
      };
    }

    double pairedP(int a, int b) {
      double error = Replicates.ofDifference(replicates[a], replicates[b]).standardError();
      return PValues.twoSided((errors[a] - errors[b]) / error, USERS - 1.0);
    }
  }

  private record Outcome(boolean[][] covered, double[] pValues) {}

  private static final int PLAIN = 0;
  private static final int CALIBRATED = 2;
  private static final int RAISED = 4;
  private static final int RAISED_AT_THE_TOP = 5;

  /** The error of the two raised models. */
  private static final double RAISE = 0.02;

  /**
   * Pairs of models that are equal in all but the noise of their scores, and two that have the same
   * calibration error: one is too high everywhere, one much too high in the highest tenth alone.
   */
  private static List<Model> models() {
    UserLog large = new UserLog(100_000, SEED - 1);
    DoubleUnaryOperator calibrated = recalibrated(large);
    double[] sorted = new Model(true, calibrated).predictions(large);
    Arrays.sort(sorted);
    double top = sorted[sorted.length / 10 * 9];
    double share = Arrays.stream(sorted).filter(p -> p >= top).count() / (double) sorted.length;
    DoubleUnaryOperator raised = calibrated.andThen(p -> Math.min(1, p + RAISE));
    DoubleUnaryOperator raisedAtTheTop =
        calibrated.andThen(p -> p < top ? p : Math.min(1, p + RAISE / share));
    return List.of(
        new Model(true, CalibrationErrorSimulationTest::plain),
        new Model(false, CalibrationErrorSimulationTest::plain),
        new Model(true, calibrated),
        new Model(false, calibrated),
        new Model(true, raised),
        new Model(true, raisedAtTheTop));
  }

  @Test
  void intervalsOfCalibrationErrorsDoNotCover() {
    List<Model> models = models();
    double[] truth = errors(total(byUser(new UserLog(100_000, SEED - 2), models, 100_000)));
    System.out.println("calibration errors of 100,000 users: " + Arrays.toString(truth));
    List<Outcome> outcomes =
        IntStream.range(0, RUNS).parallel().mapToObj(run -> outcome(run, models, truth)).toList();
    for (int i = 0; i < 4; i++) {
      int of = i;
      System.out.printf(
          "coverage of 95%% intervals, ECE of %s, %s: percentile %.4f, normal %.4f; size of the"
              + " paired 5%% test %.4f (n = %d, MC SE %.4f)%n",
          i < 2 ? "a plain model" : "a calibrated model",
          SORTS.get(i % 2),
          share(outcomes, outcome -> outcome.covered()[of][0]),
          share(outcomes, outcome -> outcome.covered()[of][1]),
          share(outcomes, outcome -> outcome.pValues()[of] < 0.05),
          RUNS,
          Math.sqrt(0.95 * 0.05 / RUNS));
    }
    double equalErrors = share(outcomes, outcome -> outcome.pValues()[4] < 0.05);
    System.out.printf(
        "size of the paired 5%% test, ECE of two models of equal error, %s: %.4f (n = %d)%n",
        SORTS.get(0), equalErrors, RUNS);
    assertThat(truth[2 * RAISED]).isCloseTo(truth[2 * RAISED_AT_THE_TOP], offset(2e-3));
    assertThat(equalErrors).isGreaterThan(0.15);
    for (int i = 2; i < 4; i++) {
      int of = i;
      for (int method = 0; method < 2; method++) {
        int by = method;
        assertThat(share(outcomes, outcome -> outcome.covered()[of][by])).isLessThan(0.93);
      }
    }
  }

  private static double share(List<Outcome> outcomes, Predicate<Outcome> which) {
    return outcomes.stream().filter(which).count() / (double) RUNS;
  }

  private static Outcome outcome(int run, List<Model> models, double[] truth) {
    Sample sample = Sample.of(SEED + run, models);
    boolean[][] covered = new boolean[4][];
    double[] pValues = new double[5];
    for (int i = 0; i < 4; i++) {
      int first = 2 * (i < 2 ? PLAIN : CALIBRATED) + i % 2;
      covered[i] = sample.covers(first, truth[first]);
      pValues[i] = sample.pairedP(first, first + 2);
    }
    pValues[4] = sample.pairedP(2 * RAISED, 2 * RAISED_AT_THE_TOP);
    return new Outcome(covered, pValues);
  }
}
