package io.rankproof.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times contenders side by side: all of them once per round, each round beginning with another one,
 * after a warm-up in which their numbers must agree. A fixed loop is timed before each round; a
 * round before which it was slow tells of another load on the machine and is repeated.
 *
 * @param name of the case
 * @param title what is computed from what
 * @param contenders the first to compute values computes all that any of them does
 * @param goals claims about them
 */
record Race(String name, String title, List<Contender> contenders, List<Goal> goals) {
  private static final double TOLERANCE = 1e-9;
  private static final double DISTURBED = 1.15;
  private static final double WARM_SECONDS = 3;
  private static final int MOST_WARM_RUNS = 20;
  private static final int MOST_RUNS_PER_ROUND = 3;

  /**
   * What was measured.
   *
   * @param race of which contenders
   * @param runs seconds of each contender's runs
   * @param calibration seconds of the fixed loop before each round that counts
   * @param repeated how many rounds were repeated
   */
  record Result(Race race, Map<String, List<Double>> runs, List<Double> calibration, int repeated) {
    Map<String, Double> medians() {
      Map<String, Double> medians = new LinkedHashMap<>();
      runs.forEach((contender, seconds) -> medians.put(contender, median(seconds)));
      return medians;
    }

    /** The claims about contenders that took part. */
    List<Goal> goals() {
      return race.goals().stream()
          .filter(goal -> runs.containsKey(goal.subject()) && runs.containsKey(goal.rival()))
          .toList();
    }

    /** The slowest calibration over the fastest, less 1. */
    double unrest() {
      return Collections.max(calibration) / Collections.min(calibration) - 1;
    }
  }

  /**
   * One run.
   *
   * @param seconds it took
   * @param values it computed
   */
  private record Timed(double seconds, Map<String, Double> values) {
    /** Garbage of the one before is not this one's. */
    static Timed run(Contender contender) {
      System.gc();
      long start = System.nanoTime();
      Map<String, Double> values = contender.work().get();
      return new Timed((System.nanoTime() - start) / 1e9, values);
    }
  }

  Result run(int rounds) {
    System.out.printf("%n%s: %s%n", name, title);
    Map<String, Integer> repeats = warmUp();
    Map<String, List<Double>> runs = new LinkedHashMap<>();
    contenders.forEach(contender -> runs.put(contender.name(), new ArrayList<>()));
    List<Double> calibration = new ArrayList<>();
    double fastest = Calibration.seconds();
    int repeated = 0;
    while (calibration.size() < rounds) {
      double now = Calibration.seconds();
      fastest = Math.min(fastest, now);
      Map<String, List<Double>> round = round(calibration.size() + repeated, repeats);
      double after = Calibration.seconds();
      if (Math.max(now, after) > DISTURBED * fastest && repeated < rounds) {
        repeated++;
        System.out.println("  disturbed, repeated");
        continue;
      }
      calibration.add(now);
      round.forEach((contender, seconds) -> runs.get(contender).addAll(seconds));
    }
    return new Result(this, runs, calibration, repeated);
  }

  /** Checks the numbers and finds how often a contender runs per round. */
  private Map<String, Integer> warmUp() {
    Map<String, Integer> repeats = new LinkedHashMap<>();
    Map<String, Double> reference = Map.of();
    for (Contender contender : contenders) {
      double last = 0;
      double spent = 0;
      for (int run = 0; run < MOST_WARM_RUNS && (run == 0 || spent < WARM_SECONDS); run++) {
        Timed timed = Timed.run(contender);
        last = timed.seconds();
        spent += last;
        reference = reference.isEmpty() ? timed.values() : reference;
        assertAgrees(contender, timed.values(), reference);
      }
      System.out.printf("  warm %-45s %8.3f s%n", contender.name(), last);
      repeats.put(
          contender.name(), (int) Math.min(MOST_RUNS_PER_ROUND, Math.max(1, Math.round(1 / last))));
    }
    return repeats;
  }

  private void assertAgrees(
      Contender contender, Map<String, Double> values, Map<String, Double> reference) {
    assertThat(reference.keySet()).as(contender.name()).containsAll(values.keySet());
    values.forEach(
        (metric, value) ->
            assertThat(value)
                .as("%s, %s: %s", name, contender.name(), metric)
                .isCloseTo(reference.get(metric), within(TOLERANCE)));
  }

  private Map<String, List<Double>> round(int number, Map<String, Integer> repeats) {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    List<Contender> order = new ArrayList<>(contenders);
    Collections.rotate(order, -number);
    for (Contender contender : order) {
      List<Double> own = new ArrayList<>();
      for (int run = 0; run < repeats.get(contender.name()); run++) {
        own.add(Timed.run(contender).seconds());
      }
      System.out.printf("  %-50s %8.3f s%n", contender.name(), median(own));
      seconds.put(contender.name(), own);
    }
    return seconds;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
