package io.rankproof.kernel.rank;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rankproof.kernel.beyond.ListDiversity;
import io.rankproof.kernel.beyond.TopPlaces;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** In the steady state no request and no row leaves garbage: counted by the JVM itself. */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int LONGEST = 400;

  /** The least object has 16 bytes; the JVM itself allocates some hundred bytes now and then. */
  private static final int ROUNDS = 5000;

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** Bytes of many rounds beyond what asking costs, after the same ones have grown all arrays. */
  private static long garbage(Consumer<Random> round) {
    Random random = new Random(7);
    for (int i = 0; i < ROUNDS; i++) {
      round.accept(random);
    }
    Random same = new Random(7);
    long start = allocated();
    long asking = allocated() - start;
    long before = allocated();
    for (int i = 0; i < ROUNDS; i++) {
      round.accept(same);
    }
    return allocated() - before - asking;
  }

  @Test
  void rankingAllocatesNothing() {
    for (TiePolicy ties : TiePolicy.values()) {
      RankingKernel kernel =
          RankingKernel.builder(
                  MetricSpec.parseList(
                      "nDCG@10,nDCG(gain=linear),DCG@5,AP@10,RR,P@5,R@10,HitRate@3,RBP,ERR(max=3)@10,"
                          + "AUC,wRR"))
              .ties(ties)
              .debiased(true)
              .build();
      RequestBuffer buffer = new RequestBuffer(2, 1);
      double[] out = new double[kernel.width()];
      double[] gains = new double[kernel.debiasedMetrics().size()];
      long garbage =
          garbage(
              random -> {
                fill(buffer, random);
                kernel.prepare(buffer);
                kernel.evaluate(0, out, 0);
                kernel.evaluate(1, out, 0);
                kernel.debiasedGains(gains, 0);
              });
      assertThat(garbage / ROUNDS).as("bytes per request, ties " + ties).isZero();
    }
  }

  /** Few rows and many, few relevant ones and many: ranks by counting and by sorting. */
  private static void fill(RequestBuffer buffer, Random random) {
    buffer.clear();
    int rows = random.nextInt(4) == 0 ? LONGEST : 1 + random.nextInt(30);
    int relevant = 1 + random.nextInt(3);
    for (int row = 0; row < rows; row++) {
      buffer.addRow();
      buffer.score(row, 0, random.nextInt(50));
      buffer.score(row, 1, random.nextDouble());
      buffer.label(row, 0, random.nextInt(4) < relevant ? random.nextInt(4) : 0);
      buffer.propensity(row, 0.5);
      buffer.tieKey(row, random.nextLong());
    }
  }

  @Test
  void theTopOfAListAllocatesNothing() {
    TopPlaces top = new TopPlaces(10);
    ListDiversity diversity = new ListDiversity();
    double[] scores = new double[LONGEST];
    long[] keys = new long[LONGEST];
    boolean[] known = new boolean[LONGEST];
    double[] units = new double[4 * LONGEST];
    long garbage =
        garbage(
            random -> {
              for (int row = 0; row < LONGEST; row++) {
                scores[row] = random.nextInt(60);
                keys[row] = random.nextInt(20);
                known[row] = row % 7 != 0;
              }
              top.find(scores, keys, LONGEST);
              diversity.byCategory(top, keys, known, LONGEST);
              diversity.byVector(top, units, 4, known, LONGEST);
            });
    assertThat(garbage / ROUNDS).as("bytes per request").isZero();
  }
}
