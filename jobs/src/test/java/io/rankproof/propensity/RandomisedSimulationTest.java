package io.rankproof.propensity;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.PropensityConfig;
import io.rankproof.kernel.propensity.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the curve of randomised traffic and its intervals promise, on the simulated logs that the
 * other methods are measured on. Seeds were fixed before the first run.
 */
@Tag("slow")
class RandomisedSimulationTest {
  private static final long SEED = 20_261_128L;
  private static final int LOGS = 30;
  private static final int COVERAGE_RUNS = 2000;
  private static final PropensityConfig CONFIG =
      ConfigLoader.parse(
              """
              source.tables.log { format = parquet, path = "/nowhere" }
              label.engagements { click { value = clicked } }
              """)
          .propensity();

  /** A tenth of the lists that the other methods have, all of them in random order. */
  @Test
  void errorsOverThirtyLogs() {
    double[] errors = new double[Traffic.POSITIONS];
    double[] squares = new double[Traffic.POSITIONS];
    for (int log = 0; log < LOGS; log++) {
      Traffic traffic = new Traffic(SEED + log, 300, 300, 1, 0.5, false).shuffled();
      for (Propensity point : points(traffic)) {
        double error = Math.log(point.value() / traffic.truth(point.position()));
        errors[point.position() - 1] += error / LOGS;
        squares[point.position() - 1] += error * error / LOGS;
      }
    }
    System.out.printf(
        "randomised, a tenth of the lists: rmse of log p %.4f, bias by position %s%n",
        Math.sqrt(Arrays.stream(squares).sum() / (Traffic.POSITIONS - 1)), Arrays.toString(errors));
    for (int k = 1; k < Traffic.POSITIONS; k++) {
      double variance = squares[k] - errors[k] * errors[k];
      assertThat(Math.abs(errors[k]))
          .as("mean error at " + (k + 1))
          .isLessThan(3 * Math.sqrt(variance / (LOGS - 1)));
    }
  }

  /** SE of one position's coverage 0.5 points: the band is 93 to 97%. */
  @Test
  void intervalsCover() {
    double[] covered = new double[Traffic.POSITIONS];
    for (int run = 0; run < COVERAGE_RUNS; run++) {
      Traffic traffic = new Traffic(SEED + 1000 + run, 100, 100, 1, 0.5, false).shuffled();
      for (Propensity point : points(traffic)) {
        double truth = traffic.truth(point.position());
        boolean hit = point.low() <= truth && truth <= point.high();
        covered[point.position() - 1] += hit ? 1.0 / COVERAGE_RUNS : 0;
      }
    }
    double mean = Arrays.stream(covered).skip(1).sum() / (Traffic.POSITIONS - 1);
    System.out.printf(
        "randomised covers %.4f on average, by position %s%n", mean, Arrays.toString(covered));
    assertThat(mean).isBetween(0.93, 0.97);
  }

  private static List<Propensity> points(Traffic traffic) {
    List<Propensity> points = RandomisedCurve.of(sums(traffic.countsByUser()), CONFIG).points();
    assertThat(points).hasSize(Traffic.POSITIONS).allMatch(point -> point.value() > 0);
    return points;
  }

  /** The sums that the job's aggregation makes, by hand. */
  private static List<PositionSums> sums(long[][][] users) {
    List<PositionSums> sums = new ArrayList<>();
    for (int k = 0; k < Traffic.POSITIONS; k++) {
      double[] own = new double[2];
      for (long[][] user : users) {
        own[0] += user[k][0];
        own[1] += user[k][1];
      }
      PositionSums position =
          new PositionSums("all", k + 1, first(users, k), own[0], own[1], new HashMap<>());
      for (int j = 0; j < Traffic.POSITIONS; j++) {
        position.products().put(j + 1, products(users, k, j));
      }
      sums.add(position);
    }
    return sums;
  }

  /** Users whose first position this is. */
  private static long first(long[][][] users, int k) {
    return Arrays.stream(users)
        .filter(user -> user[k][0] > 0)
        .filter(user -> Arrays.stream(user).limit(k).allMatch(counts -> counts[0] == 0))
        .count();
  }

  private static PositionSums.Products products(long[][][] users, int k, int j) {
    double[] sums = new double[4];
    for (long[][] user : users) {
      sums[0] += user[k][0] * user[j][0];
      sums[1] += user[k][0] * user[j][1];
      sums[2] += user[k][1] * user[j][0];
      sums[3] += user[k][1] * user[j][1];
    }
    return new PositionSums.Products(sums[0], sums[1], sums[2], sums[3]);
  }
}
