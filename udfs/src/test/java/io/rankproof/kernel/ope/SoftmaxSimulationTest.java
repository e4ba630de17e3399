package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.stats.Estimate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Values of a softmax target with a reward model that is wrong, where the truth is known. Seeds
 * were fixed before the first run.
 */
@Tag("slow")
class SoftmaxSimulationTest {
  private static final long SEED = 20_261_129L;
  private static final int LOGS = 30;
  private static final int RUNS = 2000;
  private static final List<Estimator> ROUNDS =
      List.of(Estimator.IPS, Estimator.SNIPS, Estimator.DM, Estimator.DR, Estimator.SNDR);
  private static final List<SlateEstimator> LISTS =
      List.of(
          SlateEstimator.RIPS,
          SlateEstimator.SN_RIPS,
          SlateEstimator.CASCADE_DR,
          SlateEstimator.SN_CASCADE_DR);

  /** By label, the estimate and the truth that it is for. */
  private static Map<String, Estimate[]> values(SoftmaxWorld world, SoftmaxWorld.Log log) {
    Map<String, Estimate[]> values = new LinkedHashMap<>();
    Estimate perRow = new Estimate(world.truth / SoftmaxWorld.ITEMS, Double.NaN, 0);
    Estimate perRequest = new Estimate(world.truth, Double.NaN, 0);
    for (Estimator estimator : ROUNDS) {
      Estimate value = new RoundValues(log.rounds()).value(estimator, RoundValues.NO_BOUND);
      values.put(estimator.label(), new Estimate[] {value, perRow});
    }
    for (SlateEstimator estimator : LISTS) {
      values.put(estimator.label(), new Estimate[] {log.lists().value(estimator), perRequest});
    }
    return values;
  }

  /** Errors of 30 logs of 1,000 users, by label: lines for the table in docs/ope.md. */
  @Test
  void theDoublyRobustAreRightWhereTheModelIsNot() {
    for (boolean cascade : new boolean[] {true, false}) {
      SoftmaxWorld world = new SoftmaxWorld(SEED, cascade);
      Map<String, double[]> errors = new LinkedHashMap<>();
      for (int log = 0; log < LOGS; log++) {
        int at = log;
        values(world, world.log(1000, SEED + 1 + log))
            .forEach(
                (label, value) ->
                    errors.computeIfAbsent(label, key -> new double[LOGS])[at] =
                        value[0].value() - value[1].value());
      }
      System.out.printf(Locale.ROOT, "cascade %s: truth per request %.4f%n", cascade, world.truth);
      errors.forEach(
          (label, e) ->
              System.out.printf(Locale.ROOT, "| `%s` | %+.4f | %.4f |%n", label, mean(e), rms(e)));
      errors.forEach(
          (label, e) -> {
            double bound = 4 * rms(e) / Math.sqrt(LOGS);
            if (label.equals("dm")) {
              assertThat(Math.abs(mean(e))).isGreaterThan(bound);
            } else {
              assertThat(Math.abs(mean(e))).as(label).isLessThan(bound);
            }
          });
      assertThat(rms(errors.get("dr"))).isLessThan(rms(errors.get("ips")));
      assertThat(rms(errors.get("cascade_dr"))).isLessThan(rms(errors.get("rips")));
    }
  }

  private static double mean(double[] errors) {
    return Arrays.stream(errors).average().orElseThrow();
  }

  private static double rms(double[] errors) {
    return Math.sqrt(Arrays.stream(errors).map(e -> e * e).average().orElseThrow());
  }

  /** 2,000 logs of 400 users: Monte-Carlo SE 0.0049. */
  @Test
  void intervalsCoverTheTruth() {
    for (boolean cascade : new boolean[] {true, false}) {
      SoftmaxWorld world = new SoftmaxWorld(SEED + 100, cascade);
      Map<String, Integer> covered = new LinkedHashMap<>();
      IntStream.range(0, RUNS)
          .parallel()
          .mapToObj(run -> values(world, world.log(400, SEED + 10_000 + run)))
          .forEachOrdered(
              values ->
                  values.forEach(
                      (label, value) ->
                          covered.merge(
                              label,
                              value[0].interval(0.95).contains(value[1].value()) ? 1 : 0,
                              Integer::sum)));
      covered.forEach(
          (label, hits) ->
              System.out.printf(
                  Locale.ROOT,
                  "cascade %s: `%s` covers %.4f of %d%n",
                  cascade,
                  label,
                  hits / (double) RUNS,
                  RUNS));
      for (String label : List.of("dr", "sndr", "cascade_dr", "sn_cascade_dr")) {
        assertThat(covered.get(label) / (double) RUNS).as(label).isBetween(0.93, 0.97);
      }
      assertThat(covered.get("dm") / (double) RUNS).isLessThan(0.5);
    }
  }
}
