package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Balanced weights over two loggers whose lists differ in length, assigned by chance: shares by
 * position, counted in the log as {@code ope} does, against shares over all rows. The truth is
 * known. Seeds were fixed before the first run.
 */
@Tag("slow")
class BalancedWeightsSimulationTest {
  private static final long SEED = 20_261_128L;
  private static final double[] BOUNDS = {1, 2, 4, 8};
  private static final int CONTEXTS = MoodUsers.CONTEXTS;
  private static final int ITEMS = MoodUsers.ITEMS;
  private static final int LOGS = 30;
  private static final int RUNS = 2000;

  /** Rows of a logger's lists. */
  private static final int[] LENGTHS = {2, 5};

  /** A position's item is drawn whatever the others show. */
  private final double[][] relevance = new double[CONTEXTS][];

  private final double[][][] loggers = new double[LENGTHS.length][CONTEXTS][];
  private final double[][] target = new double[CONTEXTS][];

  private record Shown(int user, int logger, int position, int context, int item, double reward) {}

  BalancedWeightsSimulationTest() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int context = 0; context < CONTEXTS; context++) {
      relevance[context] = MoodUsers.relevance(random);
      for (double[][] logger : loggers) {
        logger[context] = MoodUsers.probabilities(random);
      }
      target[context] = MoodUsers.probabilities(random);
    }
  }

  /** Mean reward of the target over the rows of both loggers. */
  private double truth() {
    double sum = 0;
    double rows = 0;
    for (int length : LENGTHS) {
      for (int position = 0; position < length; position++) {
        for (int context = 0; context < CONTEXTS; context++) {
          rows++;
          for (int item = 0; item < ITEMS; item++) {
            sum += target[context][item] * relevance[context][item] / (position + 1);
          }
        }
      }
    }
    return MoodUsers.MEAN_MOOD * sum / rows;
  }

  private List<Shown> log(int users, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Shown> log = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      int mood = random.nextInt(MoodUsers.MOODS.length);
      for (int list = 0; list < MoodUsers.VISITS[mood]; list++) {
        int logger = random.nextInt(LENGTHS.length);
        int context = random.nextInt(CONTEXTS);
        for (int position = 0; position < LENGTHS[logger]; position++) {
          int item = MoodUsers.drawn(random, loggers[logger][context]);
          double chance = MoodUsers.MOODS[mood] * relevance[context][item] / (position + 1);
          double reward = random.nextDouble() < chance ? 1 : 0;
          log.add(new Shown(user, logger, position, context, item, reward));
        }
      }
    }
    return log;
  }

  /** Sums with the loggers' shares by position, or over all rows. */
  private RoundSums sums(List<Shown> log, boolean byPosition) {
    double[][] shown = new double[ITEMS][LENGTHS.length];
    for (Shown row : log) {
      shown[byPosition ? row.position() : 0][row.logger()]++;
    }
    RoundSums sums = new RoundSums(BOUNDS, false, Double.NaN);
    int user = 0;
    for (Shown row : log) {
      if (row.user() != user) {
        sums.endCluster();
        user = row.user();
      }
      double[] counts = shown[byPosition ? row.position() : 0];
      double mixture = 0;
      for (int logger = 0; logger < counts.length; logger++) {
        mixture += counts[logger] * loggers[logger][row.context()][row.item()];
      }
      double propensity = mixture / Arrays.stream(counts).sum();
      sums.add(1, target[row.context()][row.item()], propensity, row.reward(), 0, 0);
    }
    sums.endCluster();
    return sums;
  }

  /** Lines for the table in docs/ope.md. */
  @Test
  void sharesByPositionAreRightAndSharesOfAllRowsAreNot() {
    double[] right = errors(true, Estimator.IPS);
    double[] normalised = errors(true, Estimator.SNIPS);
    double[] wrong = errors(false, Estimator.IPS);

    double bound = 4 / Math.sqrt(LOGS);
    assertThat(Math.abs(MoodUsers.mean(right))).isLessThan(bound * MoodUsers.rms(right));
    assertThat(Math.abs(MoodUsers.mean(normalised))).isLessThan(bound * MoodUsers.rms(normalised));
    // on the same logs, so what is left of chance between the two is little
    double[] shift = IntStream.range(0, LOGS).mapToDouble(i -> wrong[i] - right[i]).toArray();
    assertThat(MoodUsers.mean(shift)).isGreaterThan(0.002);
    double spread =
        MoodUsers.rms(Arrays.stream(shift).map(x -> x - MoodUsers.mean(shift)).toArray());
    assertThat(MoodUsers.mean(shift)).isGreaterThan(bound * spread);
  }

  private double[] errors(boolean byPosition, Estimator estimator) {
    double[] errors =
        IntStream.range(0, LOGS)
            .mapToObj(log -> sums(log(1000, SEED + 1 + log), byPosition))
            .mapToDouble(sums -> value(sums, estimator).value() - truth())
            .toArray();
    System.out.printf(
        Locale.ROOT,
        "| `%s` | shares %s | %+.5f | %.5f | truth %.4f%n",
        estimator.label(),
        byPosition ? "by position" : "of all rows",
        MoodUsers.mean(errors),
        MoodUsers.rms(errors),
        truth());
    return errors;
  }

  private static Estimate value(RoundSums sums, Estimator estimator) {
    return new RoundValues(sums).value(estimator, RoundValues.NO_BOUND);
  }

  /** 2,000 logs of 400 users: Monte-Carlo SE 0.0049. The shares are counted anew in each. */
  @Test
  void intervalsCoverTheTruth() {
    int ips = 0;
    int snips = 0;
    for (int run = 0; run < RUNS; run++) {
      RoundSums sums = sums(log(400, SEED + 1000 + run), true);
      ips += value(sums, Estimator.IPS).interval(0.95).contains(truth()) ? 1 : 0;
      snips += value(sums, Estimator.SNIPS).interval(0.95).contains(truth()) ? 1 : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "balanced weights: delta intervals cover, ips %.4f, snips %.4f of %d%n",
        ips / (double) RUNS,
        snips / (double) RUNS,
        RUNS);
    assertThat(ips / (double) RUNS).isBetween(0.93, 0.97);
    assertThat(snips / (double) RUNS).isBetween(0.93, 0.97);
  }
}
