package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Single positions of a ranker, over two loggers of which one has more of the longer lists. The log
 * is every list that there can be, weighted by its chance and with the rewards expected of it, so
 * that values are expectations.
 */
@Tag("slow") // minutes; the quickstart runs the same jobs
class BalancedRankersTest {
  private static final String CONFIG =
      """
      label.engagements { click { value = c } }
      source { columns { policy = policy, position = position }, scores.s = s }
      ope {
        min-ess = 1, min-support = 0, replicates = 0, loggers { x = "1", y = "1" }
        targets { s { score = s }, p { probability = "1" } }
      }
      """;

  /** Chance that a list of each logger has two items, not three. */
  private static final double[] SHORT = {0.8, 0.3};

  @TempDir Path folder;

  /** An item at its place: items are numbered from the best, as places are from the top. */
  private record Shown(int request, int logger, int rows, int place, int item, double chance) {

    /** Half of y's lists are in the order of the scores, all others in any. */
    double logged(int by) {
      return by == 0 ? 1.0 / rows : 0.5 * target() + 0.5 / rows;
    }

    double target() {
      return item == place ? 1 : 0;
    }

    double reward() {
      return (0.3 + 0.2 * item) / (1 + place);
    }

    Row row() {
      return RowFactory.create(
          "r" + request,
          "i" + item,
          place + 1,
          logger == 0 ? "x" : "y",
          chance,
          reward(),
          -1.0 * item,
          target(),
          logged(logger),
          logged(0),
          logged(1));
    }
  }

  private static List<Shown> population() {
    List<Shown> all = new ArrayList<>();
    int request = 0;
    for (int logger = 0; logger < 2; logger++) {
      for (int rows = 2; rows <= 3; rows++) {
        double length = 0.5 * (rows == 2 ? SHORT[logger] : 1 - SHORT[logger]);
        List<int[]> orders = orders(rows);
        for (int[] order : orders) {
          boolean best = IntStream.range(0, rows).allMatch(k -> order[k] == k);
          double any = 1.0 / orders.size();
          double chance = logger == 0 ? any : 0.5 * any + (best ? 0.5 : 0);
          for (int k = 0; k < rows; k++) {
            all.add(new Shown(request, logger, rows, k, order[k], length * chance));
          }
          request++;
        }
      }
    }
    return all;
  }

  private static List<int[]> orders(int rows) {
    return rows == 2
        ? List.of(new int[] {0, 1}, new int[] {1, 0})
        : List.of(
            new int[] {0, 1, 2},
            new int[] {0, 2, 1},
            new int[] {1, 0, 2},
            new int[] {1, 2, 0},
            new int[] {2, 0, 1},
            new int[] {2, 1, 0});
  }

  private static Dataset<Row> rows(List<Shown> population) {
    StructType schema =
        StructType.fromDDL(
            "request STRING, item STRING, position INT, policy STRING, weight DOUBLE,"
                + " label_click DOUBLE, score_s DOUBLE, target_p DOUBLE, action_propensity DOUBLE,"
                + " logger_x DOUBLE, logger_y DOUBLE");
    return TestSpark.session()
        .createDataFrame(population.stream().map(Shown::row).toList(), schema);
  }

  /** Reward per request of the best order, of requests as long as logged ones. */
  private static double truth(List<Shown> population) {
    double truth = 0;
    for (Shown row : population) {
      double best = (0.3 + 0.2 * row.place()) / (1 + row.place());
      truth += row.chance() * best;
    }
    return truth;
  }

  private static double rowsPerRequest(List<Shown> population) {
    return population.stream().mapToDouble(Shown::chance).sum();
  }

  /** What shares by place alone make of it, per request. */
  private static double byPlace(List<Shown> population) {
    double value = 0;
    for (Shown row : population) {
      double[] shares = new double[2];
      population.stream()
          .filter(other -> other.place() == row.place())
          .forEach(other -> shares[other.logger()] += other.chance());
      double mixture = shares[0] * row.logged(0) + shares[1] * row.logged(1);
      double weight = row.target() / mixture * (shares[0] + shares[1]);
      value += row.chance() * weight * row.reward();
    }
    return value;
  }

  @Test
  void aRankersSharesAreByTheRowsOfTheRequestToo() {
    List<Shown> population = population();
    double rows = rowsPerRequest(population);
    OpeRun run = OpeRun.of(folder, CONFIG, rows(population));

    double truth = truth(population);
    for (String estimator : List.of("iips", "sn_iips")) {
      assertThat(value(run, "s", estimator)).as(estimator).isCloseTo(truth, within(1e-10));
    }
    for (String estimator : List.of("ips", "snips")) {
      assertThat(value(run, "s", estimator)).as(estimator).isCloseTo(truth / rows, within(1e-10));
    }
    assertThat(run.find("s", "ips").<Double>getAs("mean_weight")).isCloseTo(1, within(1e-10));

    // given as a probability, the same target has shares by position alone
    double other = byPlace(population);
    assertThat(Math.abs(other - truth)).isGreaterThan(0.005);
    assertThat(value(run, "p", "iips")).isCloseTo(other, within(1e-10));
    assertThat(value(run, "p", "ips")).isCloseTo(other / rows, within(1e-10));
  }

  private static double value(OpeRun run, String target, String estimator) {
    Row row = run.find(target, estimator);
    assertThat(row.<String>getAs("refused")).isNull();
    assertThat(row.<String>getAs("logger")).isEqualTo("balanced");
    return row.<Double>getAs("value");
  }
}
