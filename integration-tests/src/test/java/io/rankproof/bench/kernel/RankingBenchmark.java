package io.rankproof.bench.kernel;

import io.rankproof.kernel.rank.MetricSpec;
import io.rankproof.kernel.rank.RankingKernel;
import io.rankproof.kernel.rank.RequestBuffer;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Metrics of requests of one model, filled into the buffer row by row; an operation is a row. */
@State(Scope.Thread)
public class RankingBenchmark {
  private static final int ROWS = 20_000;
  private static final String SEVEN = "nDCG@10,AP@10,RR@10,R@10,P@10,HitRate@10,AUC";

  /** Rows and positives of a request. */
  @Param({"20 rows, 1 positive", "200 rows, 10 positive", "10000 rows, 400 positive"})
  public String request;

  /** Scores tied: rounded to one decimal. Grades of ERR are 1 to 4. */
  @Param({"nDCG@10", "nDCG@10, scores tied", "ERR@10", "7 metrics"})
  public String metrics;

  private double[][] scores;
  private double[][] labels;
  private RankingKernel kernel;
  private RequestBuffer buffer;
  private double[] out;

  @Setup
  public void requests() {
    String[] words = request.split(" ");
    int rows = Integer.parseInt(words[0]);
    int positives = Integer.parseInt(words[2]);
    SplittableRandom random = new SplittableRandom(7);
    scores = new double[ROWS / rows][rows];
    labels = new double[ROWS / rows][rows];
    for (int r = 0; r < scores.length; r++) {
      scores[r] = random.doubles(rows).map(this::rounded).toArray();
      for (int positive = 0; positive < positives; positive++) {
        labels[r][random.nextInt(rows)] = metrics.equals("ERR@10") ? 1 + random.nextInt(4) : 1;
      }
    }
    String names = metrics.equals("7 metrics") ? SEVEN : metrics.replace(", scores tied", "");
    kernel = RankingKernel.builder(MetricSpec.parseList(names)).build();
    buffer = new RequestBuffer(1, 1);
    out = new double[kernel.width()];
    check();
  }

  private double rounded(double score) {
    return metrics.endsWith("tied") ? Math.rint(10 * score) / 10 : score;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double kernel() {
    double sum = 0;
    for (int r = 0; r < scores.length; r++) {
      evaluate(r);
      sum += out[0];
    }
    return sum;
  }

  private void evaluate(int r) {
    buffer.clear();
    for (int i = 0; i < scores[r].length; i++) {
      int row = buffer.addRow();
      buffer.score(row, 0, scores[r][i]);
      buffer.label(row, 0, labels[r][i]);
    }
    kernel.prepare(buffer);
    kernel.evaluate(0, out, 0);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double naive() {
    double sum = 0;
    for (int r = 0; r < scores.length; r++) {
      sum += plain(r)[0];
    }
    return sum;
  }

  private double[] plain(int r) {
    return switch (metrics) {
      case "nDCG@10" -> new double[] {NaiveRanking.ndcg(scores[r], labels[r])};
      case "nDCG@10, scores tied" -> new double[] {NaiveRanking.tiedNdcg(scores[r], labels[r])};
      case "ERR@10" -> new double[] {NaiveRanking.err(scores[r], labels[r])};
      default -> NaiveRanking.seven(scores[r], labels[r]);
    };
  }

  /** The two compute the same. */
  private void check() {
    for (int r = 0; r < scores.length; r++) {
      evaluate(r);
      Twins.requireEqual(out, plain(r));
    }
  }
}
