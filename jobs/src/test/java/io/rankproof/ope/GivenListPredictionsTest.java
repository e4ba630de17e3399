package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of lists of a target given by its probabilities, with predictions given too. */
@Tag("slow") // minutes; the quickstart runs the same jobs
class GivenListPredictionsTest {
  private static final int DEPTH = 3;
  private static final String CONFIG =
      """
      label.engagements { click { value = c } }
      source.columns { user = user, position = position, policy = policy }
      ope {
        min-ess = 1, min-support = 0, replicates = 50, depth = 3
        targets { t { probability = "t", prediction = "q", expected = "v" } }
      }
      """;

  @TempDir Path folder;

  /** A row, with the probabilities of both loggers. */
  private record Shown(
      double weight, double reward, double target, double[] loggers, double q, double v) {}

  /** A list by the first or the second logger. */
  private record Listed(int logger, List<Shown> rows) {

    /** Target over logger of the first places. */
    double product(int places) {
      double product = 1;
      for (Shown row : rows.subList(0, places)) {
        product *= row.target() / row.loggers()[logger];
      }
      return product;
    }

    /** The predicted reward of the target's list from a place on. */
    double expected(int from) {
      double expected = 0;
      for (int k = from; k < Math.min(DEPTH, rows.size()); k++) {
        expected += rows.get(k).v();
      }
      return expected;
    }

    double weight() {
      return rows.get(0).weight();
    }
  }

  /**
   * Lists of one to four rows, those of the second logger longer.
   *
   * @param alike whether the rows of a list have one weight
   */
  private static List<Listed> random(boolean alike) {
    Random random = new Random(41);
    List<Listed> log = new ArrayList<>();
    for (int list = 0; list < 150; list++) {
      int logger = random.nextInt(2);
      double weight = 1 + random.nextInt(2);
      List<Shown> rows = new ArrayList<>();
      for (int k = 0; k < 1 + logger + random.nextInt(3); k++) {
        rows.add(
            new Shown(
                alike ? weight : random.nextInt(3),
                random.nextInt(2),
                0.1 + 0.8 * random.nextDouble(),
                new double[] {0.3 + 0.6 * random.nextDouble(), 0.3 + 0.6 * random.nextDouble()},
                random.nextDouble(),
                random.nextDouble()));
      }
      log.add(new Listed(logger, rows));
    }
    return log;
  }

  private static Dataset<Row> rows(List<Listed> log) {
    List<Row> rows = new ArrayList<>();
    for (int r = 0; r < log.size(); r++) {
      Listed list = log.get(r);
      for (int k = 0; k < list.rows().size(); k++) {
        Shown row = list.rows().get(k);
        rows.add(
            RowFactory.create(
                "u" + r % 40,
                "r" + r,
                "i" + k,
                k + 1,
                list.logger() == 0 ? "x" : "y",
                row.weight(),
                row.reward(),
                row.target(),
                row.q(),
                row.v(),
                row.loggers()[list.logger()],
                row.loggers()[0],
                row.loggers()[1]));
      }
    }
    StructType schema =
        StructType.fromDDL(
            "user STRING, request STRING, item STRING, position INT, policy STRING, weight DOUBLE,"
                + " label_click DOUBLE, target_t DOUBLE, prediction_t DOUBLE, expected_t DOUBLE,"
                + " action_propensity DOUBLE, logger_x DOUBLE, logger_y DOUBLE");
    return TestSpark.session().createDataFrame(rows, schema);
  }

  /** Kiyohara et al. 2022: sum over k of w_1:k (r_k - Q_k) + w_1:k-1 V_k. */
  private static double plain(List<Listed> log, boolean normalised) {
    double n = log.stream().mapToDouble(Listed::weight).sum();
    double value = 0;
    for (int k = 0; k < DEPTH; k++) {
      double residuals = 0;
      double ahead = 0;
      for (Listed list : log) {
        if (list.rows().size() > k) {
          Shown row = list.rows().get(k);
          double w = list.product(k + 1);
          residuals += row.weight() * w * (row.reward() - row.q() - list.expected(k + 1));
          ahead += row.weight() * list.product(k) * list.expected(k);
        }
      }
      double above = normalised && k > 0 ? meanWeight(log, k) : 1;
      value += residuals / n / (normalised ? meanWeight(log, k + 1) : 1) + ahead / n / above;
    }
    return value;
  }

  private static double meanWeight(List<Listed> log, int places) {
    double having = 0;
    double sum = 0;
    for (Listed list : log) {
      if (list.rows().size() >= places) {
        having += list.rows().get(places - 1).weight();
        sum += list.rows().get(places - 1).weight() * list.product(places);
      }
    }
    return sum / having;
  }

  @Test
  void valuesAreThoseOfThePaper() {
    List<Listed> log = random(true);
    for (String slots : List.of("cascade", "independent")) {
      OpeRun run = OpeRun.of(folder.resolve(slots), CONFIG + "ope.slots = " + slots, rows(log));
      assertThat(run.value("cascade_dr")).isCloseTo(plain(log, false), within(1e-10));
      assertThat(run.value("sn_cascade_dr")).isCloseTo(plain(log, true), within(1e-10));
      Row row = run.find("cascade_dr");
      assertThat(run.value("cascade_dr")).isBetween(row.getAs("boot_low"), row.getAs("boot_high"));
    }
  }

  @Test
  void withoutProductsThereAreNone() {
    OpeRun run = OpeRun.of(folder, CONFIG, rows(random(true)));
    assertThat(run.table())
        .extracting(row -> row.<String>getAs("estimator"))
        .contains("dr", "iips")
        .doesNotContain("rips", "cascade_dr", "sn_cascade_dr");
  }

  /** w (r - q) of every row with a weight of its own, and v of it; without any under no weight. */
  @Test
  void rowsOfAListMayHaveWeightsOfTheirOwn() {
    List<Listed> log = random(false);
    double n = log.stream().mapToDouble(Listed::weight).sum();
    double value = 0;
    for (Listed list : log) {
      for (int k = 0; k < Math.min(DEPTH, list.rows().size()); k++) {
        Shown row = list.rows().get(k);
        double known = list.weight() > 0 ? 1 : 0;
        double part = list.product(k + 1) * (row.reward() - known * row.q()) + known * row.v();
        value += row.weight() * part / n;
      }
    }
    OpeRun run = OpeRun.of(folder, CONFIG + "ope.slots = cascade", rows(log));
    assertThat(run.value("cascade_dr")).isCloseTo(value, within(1e-10));
  }

  /** Shares of loggers at a place are of all lists that have it, so V_k is in none of them. */
  @Test
  void weightsOfAMixtureTakeTheRowsOwnPredictions() {
    List<Listed> log = random(true);
    double n = log.stream().mapToDouble(Listed::weight).sum();
    double plain = 0;
    double normalised = 0;
    for (int k = 0; k < DEPTH; k++) {
      int place = k;
      List<Listed> having = log.stream().filter(list -> list.rows().size() > place).toList();
      double all = having.stream().mapToDouble(Listed::weight).sum();
      double second = having.stream().mapToDouble(list -> list.weight() * list.logger()).sum();
      double weights = 0;
      double residuals = 0;
      double expected = 0;
      for (Listed list : having) {
        double target = 1;
        double[] logged = {1 - second / all, second / all};
        for (Shown row : list.rows().subList(0, k + 1)) {
          target *= row.target();
          logged[0] *= row.loggers()[0];
          logged[1] *= row.loggers()[1];
        }
        Shown row = list.rows().get(k);
        double w = row.weight() * target / (logged[0] + logged[1]);
        weights += w;
        residuals += w * (row.reward() - row.q());
        expected += row.weight() * row.v();
      }
      plain += (residuals + expected) / n;
      normalised += (residuals * all / weights + expected) / n;
    }
    String config = CONFIG + "ope { slots = cascade, loggers { x = \"x\", y = \"y\" } }";
    OpeRun run = OpeRun.of(folder, config, rows(log));
    assertThat(run.find("cascade_dr").<String>getAs("logger")).isEqualTo("balanced");
    assertThat(run.value("cascade_dr")).isCloseTo(plain, within(1e-10));
    assertThat(run.value("sn_cascade_dr")).isCloseTo(normalised, within(1e-10));
  }
}
