package io.rankproof.bench.kernel;

import io.rankproof.kernel.point.CalibrationBins;
import io.rankproof.kernel.point.CalibrationEdges;
import io.rankproof.kernel.point.CalibrationError;
import io.rankproof.kernel.point.PrAuc;
import io.rankproof.kernel.point.ProbabilityLosses;
import io.rankproof.kernel.point.RocAuc;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.kernel.point.ScoreHistogram;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Metrics of all rows together; an operation is a row. */
@State(Scope.Thread)
public class PointwiseBenchmark {
  private static final int ROWS = 100_000;
  private static final int BINS = 10;

  @Param({"ROC-AUC", "PR-AUC", "LogLoss", "ECE"})
  public String metric;

  private double[] scores;
  private boolean[] positive;

  @Setup
  public void rows() {
    SplittableRandom random = new SplittableRandom(7);
    scores = random.doubles(ROWS).toArray();
    positive = new boolean[ROWS];
    for (int i = 0; i < ROWS; i++) {
      positive[i] = random.nextInt(25) == 0;
    }
    Twins.requireEqual(new double[] {kernel()}, new double[] {naive()});
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double kernel() {
    return switch (metric) {
      case "ROC-AUC" -> RocAuc.of(curve()).value();
      case "PR-AUC" -> PrAuc.of(curve()).value();
      case "LogLoss" -> logLoss();
      default -> calibrationError();
    };
  }

  private ScoreCurve curve() {
    ScoreHistogram histogram = ScoreHistogram.unweighted(ScoreHistogram.DEFAULT_CAPACITY);
    for (int i = 0; i < ROWS; i++) {
      histogram.add(scores[i], positive[i]);
    }
    return histogram.curve();
  }

  private double logLoss() {
    ProbabilityLosses losses = new ProbabilityLosses();
    for (int i = 0; i < ROWS; i++) {
      losses.add(scores[i], positive[i] ? 1 : 0, 1);
    }
    return losses.logLoss();
  }

  private double calibrationError() {
    CalibrationBins bins = new CalibrationBins(CalibrationEdges.equalWidth(BINS));
    for (int i = 0; i < ROWS; i++) {
      bins.add(scores[i], positive[i] ? 1 : 0, 1);
    }
    return CalibrationError.ece(bins.table());
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double naive() {
    return switch (metric) {
      case "ROC-AUC" -> naiveRocAuc();
      case "PR-AUC" -> naivePrAuc();
      case "LogLoss" -> naiveLogLoss();
      default -> naiveCalibrationError();
    };
  }

  private double naiveRocAuc() {
    double negatives = 0;
    double pairs = 0;
    for (int row : ascending()) {
      negatives += positive[row] ? 0 : 1;
      pairs += positive[row] ? negatives : 0;
    }
    return pairs / (negatives * (ROWS - negatives));
  }

  private double naivePrAuc() {
    Integer[] ascending = ascending();
    double positives = 0;
    double precisions = 0;
    for (int rank = 1; rank <= ROWS; rank++) {
      if (positive[ascending[ROWS - rank]]) {
        positives++;
        precisions += positives / rank;
      }
    }
    return precisions / positives;
  }

  private Integer[] ascending() {
    Integer[] order = IntStream.range(0, ROWS).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
    return order;
  }

  private double naiveLogLoss() {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      sum -= Math.log(positive[i] ? scores[i] : 1 - scores[i]);
    }
    return sum / ROWS;
  }

  private double naiveCalibrationError() {
    double[] gaps = new double[BINS];
    for (int i = 0; i < ROWS; i++) {
      gaps[(int) (scores[i] * BINS)] += scores[i] - (positive[i] ? 1 : 0);
    }
    return Arrays.stream(gaps).map(Math::abs).sum() / ROWS;
  }
}
