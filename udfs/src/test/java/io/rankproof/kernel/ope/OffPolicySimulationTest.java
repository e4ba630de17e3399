package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.bootstrap.Replicates;
import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What off-policy values promise, measured in a world whose truth is known: coverage of the
 * consistent estimators, bias and root mean squared error of all, and the empirical-Bernstein
 * bound. Seeds were fixed before the first run.
 */
@Tag("slow")
class OffPolicySimulationTest {
  private static final long SEED = 20_261_101L;
  private static final double[] BOUNDS = {1, 2, 4, 8, 16, 32, 64, 128};
  private static final int USERS = 400;
  private static final int RUNS = 2000;
  private static final int REPLICATES = 400;
  private static final double LEAST_ESS = 100;

  /** Sums of one log. */
  private static RoundSums sums(BanditWorld world, int users, long seed, double cap) {
    RoundSums sums = new RoundSums(BOUNDS, true, cap);
    int[] last = {-1};
    world.log(
        users,
        seed,
        (user, target, propensity, reward, q, v) -> {
          if (user != last[0]) {
            sums.endCluster();
            last[0] = user;
          }
          sums.add(1, target, propensity, reward, q, v);
        });
    sums.endCluster();
    return sums;
  }

  private static RoundReplicates replicates(
      BanditWorld world, int users, long seed, RoundSums of, int[] chosen) {
    RoundReplicates sums = new RoundReplicates(of, chosen, seed, REPLICATES);
    int[] last = {0};
    world.log(
        users,
        seed,
        (user, target, propensity, reward, q, v) -> {
          if (user != last[0]) {
            sums.endCluster(last[0]);
            last[0] = user;
          }
          sums.add(1, target, propensity, reward, q, v);
        });
    sums.endCluster(last[0]);
    return sums;
  }

  /** Coverage of delta and bootstrap intervals in one run, by estimator. */
  private record Run(double ess, boolean[] delta, boolean[] percentile) {}

  private static final List<Estimator> CONSISTENT =
      Arrays.stream(Estimator.values())
          .filter(Estimator::isConsistent)
          .filter(e -> e != Estimator.REPLAY)
          .toList();

  private static Run run(BanditWorld world, int run) {
    RoundSums sums = sums(world, USERS, SEED + run, Double.NaN);
    RoundValues values = new RoundValues(sums);
    RoundReplicates replicates =
        replicates(world, USERS, SEED + run, sums, new int[WeightFunction.values().length]);
    boolean[] delta = new boolean[CONSISTENT.size()];
    boolean[] percentile = new boolean[CONSISTENT.size()];
    for (int i = 0; i < delta.length; i++) {
      Estimate value = values.value(CONSISTENT.get(i), RoundValues.NO_BOUND);
      delta[i] = value.interval(0.95).contains(world.truth);
      percentile[i] =
          Replicates.of(replicates.of(CONSISTENT.get(i)))
              .percentileInterval(0.95)
              .contains(world.truth);
    }
    return new Run(sums.effectiveSize(), delta, percentile);
  }

  @Test
  void consistentEstimatorsCoverTheTruth() {
    BanditWorld world = new BanditWorld(SEED, 1.5);
    Run[] runs =
        IntStream.range(0, RUNS).parallel().mapToObj(r -> run(world, r)).toArray(Run[]::new);
    double leastEss = Arrays.stream(runs).mapToDouble(Run::ess).min().orElseThrow();
    System.out.printf(Locale.ROOT, "least effective sample size %.0f%n", leastEss);
    assertThat(leastEss).isGreaterThan(LEAST_ESS);
    double error = Math.sqrt(0.95 * 0.05 / RUNS);
    for (int i = 0; i < CONSISTENT.size(); i++) {
      int estimator = i;
      double delta = share(runs, run -> run.delta()[estimator] ? 1 : 0);
      double percentile = share(runs, run -> run.percentile()[estimator] ? 1 : 0);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.4f | %.4f | (n = %d, MC SE %.4f)%n",
          CONSISTENT.get(i).label(),
          delta,
          percentile,
          RUNS,
          error);
      assertThat(delta).as(CONSISTENT.get(i).label()).isBetween(0.93, 0.97);
      assertThat(percentile).as(CONSISTENT.get(i).label()).isBetween(0.93, 0.97);
    }
  }

  private static double share(Run[] runs, ToDoubleFunction<Run> of) {
    return Arrays.stream(runs).mapToDouble(of).average().orElseThrow();
  }

  @Test
  void theEmpiricalBernsteinBoundHolds() {
    BanditWorld world = new BanditWorld(SEED + 1, 1.5);
    double cap = 20;
    double[] bounds =
        IntStream.range(0, RUNS)
            .parallel()
            .mapToDouble(
                run ->
                    new RoundValues(sums(world, 2000, SEED + 10_000 + run, cap))
                        .lowerBoundPerCluster(0.95)
                        .low())
            .toArray();
    double holds = Arrays.stream(bounds).filter(b -> b <= world.truthPerUser).count();
    System.out.printf(
        Locale.ROOT,
        "empirical Bernstein holds in %.4f of %d runs; mean bound %.3f, truth %.3f per user%n",
        holds / RUNS,
        RUNS,
        Arrays.stream(bounds).average().orElseThrow(),
        world.truthPerUser);
    assertThat(holds / RUNS).isGreaterThanOrEqualTo(0.95);
    assertThat(Arrays.stream(bounds).average().orElseThrow()).isPositive();
  }

  /** The mean, and the errors, of estimates of a truth. */
  private static String errors(double[] estimates, double truth) {
    double bias = Arrays.stream(estimates).average().orElseThrow() - truth;
    double squares =
        Arrays.stream(estimates).map(e -> (e - truth) * (e - truth)).average().orElseThrow();
    return String.format(Locale.ROOT, "%+.4f | %.4f", bias, Math.sqrt(squares));
  }

  /** A table for docs/ope.md: 30 logs in a near and in a far world. */
  @Test
  void errorsOverThirtyLogs() {
    BanditWorld near = new BanditWorld(SEED + 2, 1);
    BanditWorld far = new BanditWorld(SEED + 3, 4);
    System.out.printf(Locale.ROOT, "truth near %.4f, far %.4f%n", near.truth, far.truth);
    List<RoundSums> ofNear = logs(near, 1000);
    List<RoundSums> ofFar = logs(far, 1000);
    System.out.printf(
        Locale.ROOT,
        "mean ess near %.0f, far %.0f%n",
        ofNear.stream().mapToDouble(RoundSums::effectiveSize).average().orElseThrow(),
        ofFar.stream().mapToDouble(RoundSums::effectiveSize).average().orElseThrow());
    System.out.println("| estimator | bias, near | RMSE, near | bias, far | RMSE, far |");
    for (Estimator estimator : Estimator.values()) {
      if (estimator != Estimator.REPLAY) {
        double[] valuesNear = ofNear.stream().mapToDouble(s -> value(s, estimator)).toArray();
        double[] valuesFar = ofFar.stream().mapToDouble(s -> value(s, estimator)).toArray();
        System.out.printf(
            "| `%s` | %s | %s |%n",
            estimator.label(), errors(valuesNear, near.truth), errors(valuesFar, far.truth));
        assertThat(errors(valuesNear, near.truth)).doesNotContain("NaN");
      }
    }
    double[] ips = ofFar.stream().mapToDouble(s -> value(s, Estimator.IPS)).toArray();
    double[] dr = ofFar.stream().mapToDouble(s -> value(s, Estimator.SNDR)).toArray();
    assertThat(rmse(dr, far.truth)).isLessThan(rmse(ips, far.truth));
  }

  private static double rmse(double[] estimates, double truth) {
    return Math.sqrt(
        Arrays.stream(estimates).map(e -> (e - truth) * (e - truth)).average().orElseThrow());
  }

  private static List<RoundSums> logs(BanditWorld world, int users) {
    return IntStream.range(0, 30)
        .mapToObj(run -> sums(world, users, SEED + 20_000 + run, Double.NaN))
        .toList();
  }

  static double value(RoundSums sums, Estimator estimator) {
    RoundValues values = new RoundValues(sums);
    int bound = estimator.hasBound() ? values.chosenBound(estimator) : RoundValues.NO_BOUND;
    return values.value(estimator, bound).value();
  }

  /** Lists of three of five items, whose users scroll on with a chance that depends on clicks. */
  @Test
  void errorsOfListEstimatorsOverThirtyLogs() {
    for (boolean cascade : new boolean[] {false, true}) {
      SlateWorld world = new SlateWorld(SEED + 4, cascade);
      List<SlateSums> logs = new ArrayList<>();
      for (int run = 0; run < 30; run++) {
        logs.add(world.log(2000, SEED + 30_000 + run));
      }
      System.out.printf(
          Locale.ROOT, "%s users: truth %.4f%n", cascade ? "cascade" : "position", world.truth);
      for (SlateEstimator estimator : SlateEstimator.values()) {
        double[] values = logs.stream().mapToDouble(s -> s.value(estimator).value()).toArray();
        double covered =
            logs.stream()
                    .map(s -> s.value(estimator).interval(0.95))
                    .filter((Interval i) -> i.contains(world.truth))
                    .count()
                / 30.0;
        System.out.printf(
            Locale.ROOT,
            "| `%s` | %s | %.2f |%n",
            estimator.label(),
            errors(values, world.truth),
            covered);
        double bias = Arrays.stream(values).average().orElseThrow() - world.truth;
        double spread = rmse(values, world.truth) / Math.sqrt(30);
        if (estimator.isCascade() || !cascade) {
          assertThat(Math.abs(bias)).as(estimator.label()).isLessThan(4 * spread);
        }
      }
    }
  }

  /** Delta intervals and percentiles where a reward depends on the items above. */
  @Test
  void cascadeEstimatorsCoverTheTruth() {
    listsCover(
        new SlateWorld(SEED + 5, true),
        SEED + 40_000,
        SlateEstimator.RIPS,
        SlateEstimator.SN_RIPS,
        SlateEstimator.CASCADE_DR,
        SlateEstimator.SN_CASCADE_DR);
  }

  /** The same where a reward depends on its own item and position alone. */
  @Test
  void estimatorsByPositionCoverTheTruth() {
    listsCover(
        new SlateWorld(SEED + 6, false),
        SEED + 50_000,
        SlateEstimator.IIPS,
        SlateEstimator.SN_IIPS);
  }

  private static void listsCover(SlateWorld world, long seed, SlateEstimator... estimators) {
    ListRun[] runs =
        IntStream.range(0, RUNS)
            .parallel()
            .mapToObj(run -> listRun(world, seed + run, estimators))
            .toArray(ListRun[]::new);
    for (int i = 0; i < estimators.length; i++) {
      int at = i;
      double delta = Arrays.stream(runs).filter(run -> run.delta()[at]).count() / (double) RUNS;
      double percentile =
          Arrays.stream(runs).filter(run -> run.percentile()[at]).count() / (double) RUNS;
      System.out.printf(
          Locale.ROOT,
          "| `%s` | delta %.4f | percentiles %.4f | (n = %d)%n",
          estimators[i].label(),
          delta,
          percentile,
          RUNS);
      assertThat(delta).as(estimators[i].label()).isBetween(0.93, 0.97);
      assertThat(percentile).as(estimators[i].label()).isBetween(0.93, 0.97);
    }
  }

  /** Coverage of one log of lists, by estimator. */
  private record ListRun(boolean[] delta, boolean[] percentile) {}

  private static ListRun listRun(SlateWorld world, long seed, SlateEstimator... estimators) {
    SlateSums sums = world.log(800, seed);
    SlateReplicates replicates = new SlateReplicates(sums, seed, REPLICATES);
    world.log(800, seed, replicates);
    boolean[] delta = new boolean[estimators.length];
    boolean[] percentile = new boolean[estimators.length];
    for (int i = 0; i < delta.length; i++) {
      delta[i] = sums.value(estimators[i]).interval(0.95).contains(world.truth);
      percentile[i] =
          Replicates.of(replicates.of(estimators[i]))
              .percentileInterval(0.95)
              .contains(world.truth);
    }
    return new ListRun(delta, percentile);
  }
}
