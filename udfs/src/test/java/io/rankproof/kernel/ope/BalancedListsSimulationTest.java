package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.stats.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Balanced weights down lists of two loggers whose lists have 2 and 4 rows, assigned by chance: the
 * shares are counted in each log as {@code ope} does. The truth is known; seeds were fixed before
 * the first run. {@link MixtureProductsTest} has the exact expectations.
 */
@Tag("slow")
class BalancedListsSimulationTest {
  private static final long SEED = 20_261_130L;
  private static final int LOGS = 30;
  private static final int RUNS = 2000;

  private final BalancedLists world = new BalancedLists(SEED);

  /** The values of a log; predictions are those down to the end of each list, as a ranker's. */
  private Map<String, Estimate> values(int users, long seed, BalancedLists.Weights kind) {
    boolean byLength = kind == BalancedLists.Weights.BY_LENGTH;
    SlateSums lists = new SlateSums(new SlateShape(4, false, true, byLength));
    RoundSums rows = new RoundSums(new double[] {1}, false, Double.NaN);
    world.add(world.log(users, seed), kind, true, lists, rows);
    Map<String, Estimate> values = new TreeMap<>();
    for (SlateEstimator estimator : SlateEstimator.values()) {
      if (lists.shape().has(estimator)) {
        values.put(estimator.label(), lists.value(estimator));
      }
    }
    RoundValues ofRows = new RoundValues(rows);
    for (Estimator estimator : List.of(Estimator.IPS, Estimator.SNIPS)) {
      values.put(estimator.label(), ofRows.value(estimator, RoundValues.NO_BOUND));
    }
    return values;
  }

  private double truth(String estimator) {
    return estimator.endsWith("ips") && !estimator.endsWith("rips")
        ? world.truthPerRow()
        : world.truth();
  }

  /** Lines for the table in docs/ope.md. */
  @Test
  void errorsOverThirtyLogs() {
    System.out.printf(
        Locale.ROOT, "truth %.4f per request, %.4f per row%n", world.truth(), world.truthPerRow());
    Map<String, double[]> own = errors(BalancedLists.Weights.OWN);
    Map<String, double[]> balanced = errors(BalancedLists.Weights.BY_PLACE);
    Map<String, double[]> byLength = errors(BalancedLists.Weights.BY_LENGTH);
    for (Map<String, double[]> errors : List.of(own, balanced, byLength)) {
      errors.forEach(
          (name, of) ->
              assertThat(Math.abs(MoodUsers.mean(of)))
                  .as(name)
                  .isLessThan(4 / Math.sqrt(LOGS) * MoodUsers.rms(of)));
    }
    assertThat(MoodUsers.rms(balanced.get("rips"))).isLessThan(MoodUsers.rms(own.get("rips")));
  }

  private Map<String, double[]> errors(BalancedLists.Weights kind) {
    List<Map<String, Estimate>> logs =
        IntStream.range(0, LOGS).mapToObj(log -> values(1000, SEED + 1 + log, kind)).toList();
    Map<String, double[]> errors = new TreeMap<>();
    for (String name : logs.get(0).keySet()) {
      double[] of = logs.stream().mapToDouble(v -> v.get(name).value() - truth(name)).toArray();
      errors.put(name, of);
      System.out.printf(
          Locale.ROOT,
          "| `%s` | %s | %+.4f | %.4f |%n",
          name,
          kind.name().toLowerCase(Locale.ROOT),
          MoodUsers.mean(of),
          MoodUsers.rms(of));
    }
    return errors;
  }

  /** 2,000 logs of 400 users: Monte-Carlo SE 0.0049. The shares are counted anew in each. */
  @Test
  void intervalsCoverTheTruth() {
    covers(BalancedLists.Weights.BY_PLACE);
    covers(BalancedLists.Weights.BY_LENGTH);
  }

  private void covers(BalancedLists.Weights kind) {
    Map<String, double[]> covered = new TreeMap<>();
    for (int run = 0; run < RUNS; run++) {
      int at = run;
      values(400, SEED + 1000 + run, kind)
          .forEach(
              (name, value) ->
                  covered.computeIfAbsent(name, any -> new double[RUNS])[at] =
                      value.interval(0.95).contains(truth(name)) ? 1 : 0);
    }
    covered.forEach(
        (name, runs) -> {
          double share = Arrays.stream(runs).average().orElseThrow();
          System.out.printf(
              Locale.ROOT, "%s %s: delta interval covers %.4f of %d%n", name, kind, share, RUNS);
          assertThat(share).as(name).isBetween(0.93, 0.97);
        });
  }
}
