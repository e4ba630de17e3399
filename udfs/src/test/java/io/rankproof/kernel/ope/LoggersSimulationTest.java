package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.stats.Estimate;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The estimators that need a logger of a kind of their own, where the truth is known: replay one
 * that chooses uniformly, examination-only IPS lists shown without any chance. Seeds were fixed
 * before the first run.
 */
@Tag("slow")
class LoggersSimulationTest {
  private static final long SEED = 20_261_125L;
  private static final double[] BOUNDS = {1, 2, 4, 8};
  private static final int CONTEXTS = MoodUsers.CONTEXTS;
  private static final int ITEMS = MoodUsers.ITEMS;
  private static final int LOGS = 30;
  private static final int RUNS = 2000;
  private static final double LEAST_ESS = 100;

  /** Chance of a reward in an even mood, by context and item. */
  private final double[][] relevance = new double[CONTEXTS][];

  /** Logs, of which a round is what each takes from a random context. */
  private interface Kind {
    void round(SplittableRandom random, int context, double mood, RoundSums sums);

    double truth();
  }

  LoggersSimulationTest() {
    SplittableRandom random = new SplittableRandom(SEED);
    Arrays.setAll(relevance, context -> MoodUsers.relevance(random));
  }

  /** Each item with the same chance; the target shows item context mod 5. */
  private final class Uniform implements Kind {
    @Override
    public void round(SplittableRandom random, int context, double mood, RoundSums sums) {
      int item = random.nextInt(ITEMS);
      double reward = random.nextDouble() < mood * relevance[context][item] ? 1 : 0;
      sums.add(1, item == context % ITEMS ? 1 : 0, 1.0 / ITEMS, reward, 0, 0);
    }

    @Override
    public double truth() {
      return MoodUsers.MEAN_MOOD
          * IntStream.range(0, CONTEXTS).mapToDouble(x -> relevance[x][x % ITEMS]).sum()
          / CONTEXTS;
    }
  }

  /**
   * Lists of all items in the order of their numbers, p_k = 1/k; the target shows the best first.
   */
  private final class WithoutChance implements Kind {
    @Override
    public void round(SplittableRandom random, int context, double mood, RoundSums sums) {
      for (int item = 0; item < ITEMS; item++) {
        double logged = 1.0 / (item + 1);
        double reward = random.nextDouble() < mood * relevance[context][item] * logged ? 1 : 0;
        sums.add(1, moved(context, item), logged, reward, 0, 0);
      }
    }

    private double moved(int context, int item) {
      double own = relevance[context][item];
      return 1.0 / (1 + Arrays.stream(relevance[context]).filter(other -> other > own).count());
    }

    @Override
    public double truth() {
      double sum = 0;
      for (int context = 0; context < CONTEXTS; context++) {
        for (int item = 0; item < ITEMS; item++) {
          sum += relevance[context][item] * moved(context, item);
        }
      }
      return MoodUsers.MEAN_MOOD * sum / (CONTEXTS * ITEMS);
    }
  }

  private static RoundSums log(Kind kind, int users, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RoundSums sums = new RoundSums(BOUNDS, false, Double.NaN);
    for (int user = 0; user < users; user++) {
      int mood = random.nextInt(MoodUsers.MOODS.length);
      for (int round = 0; round < MoodUsers.VISITS[mood]; round++) {
        kind.round(random, random.nextInt(CONTEXTS), MoodUsers.MOODS[mood], sums);
      }
      sums.endCluster();
    }
    return sums;
  }

  @Test
  void errorsOverThirtyLogs() {
    errors(new Uniform(), "", Estimator.REPLAY, Estimator.IPS, Estimator.SNIPS);
    errors(new WithoutChance(), "examination_", Estimator.IPS, Estimator.CLIPPED_IPS);
  }

  /** Lines for the table in docs/ope.md. */
  private static void errors(Kind kind, String prefix, Estimator... estimators) {
    RoundSums[] logs =
        IntStream.range(0, LOGS)
            .mapToObj(log -> log(kind, 1000, SEED + 1 + log))
            .toArray(RoundSums[]::new);
    for (Estimator estimator : estimators) {
      double[] errors =
          Arrays.stream(logs)
              .mapToDouble(s -> OffPolicySimulationTest.value(s, estimator) - kind.truth())
              .toArray();
      double bias = MoodUsers.mean(errors);
      double rmse = MoodUsers.rms(errors);
      System.out.printf(
          Locale.ROOT,
          "| `%s%s` | %+.4f | %.4f | truth %.4f%n",
          prefix,
          estimator.label(),
          bias,
          rmse,
          kind.truth());
      if (estimator.isConsistent()) {
        assertThat(Math.abs(bias)).as(estimator.label()).isLessThan(4 * rmse / Math.sqrt(LOGS));
      }
    }
  }

  /** 2,000 logs of 400 users: Monte-Carlo SE 0.0049. */
  @Test
  void intervalsCoverTheTruth() {
    covers(new Uniform(), Estimator.REPLAY);
    covers(new WithoutChance(), Estimator.IPS);
  }

  private static void covers(Kind kind, Estimator estimator) {
    int covered = 0;
    for (int run = 0; run < RUNS; run++) {
      RoundSums sums = log(kind, 400, SEED + 1000 + run);
      assertThat(sums.effectiveSize()).isGreaterThan(LEAST_ESS);
      Estimate value = new RoundValues(sums).value(estimator, RoundValues.NO_BOUND);
      covered += value.interval(0.95).contains(kind.truth()) ? 1 : 0;
    }
    double share = covered / (double) RUNS;
    System.out.printf(
        Locale.ROOT,
        "%s of %s: delta interval covers %.4f of %d%n",
        estimator.label(),
        kind.getClass().getSimpleName(),
        share,
        RUNS);
    assertThat(share).isBetween(0.93, 0.97);
  }
}
