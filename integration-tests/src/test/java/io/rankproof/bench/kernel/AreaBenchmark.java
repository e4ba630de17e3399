package io.rankproof.bench.kernel;

import io.rankproof.kernel.point.RocAuc;
import io.rankproof.kernel.point.ScoreHistogram;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** ROC-AUC of many rows; an operation is a row. */
@State(Scope.Thread)
public class AreaBenchmark {
  private static final int ROWS = 100_000;

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
    ScoreHistogram histogram = ScoreHistogram.unweighted(ScoreHistogram.DEFAULT_CAPACITY);
    for (int i = 0; i < ROWS; i++) {
      histogram.add(scores[i], positive[i]);
    }
    return RocAuc.of(histogram.curve()).value();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double naive() {
    Integer[] order = IntStream.range(0, ROWS).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
    double negatives = 0;
    double pairs = 0;
    for (int row : order) {
      negatives += positive[row] ? 0 : 1;
      pairs += positive[row] ? negatives : 0;
    }
    return pairs / (negatives * (ROWS - negatives));
  }
}
