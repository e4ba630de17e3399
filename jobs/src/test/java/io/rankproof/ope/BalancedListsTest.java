package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that multiply down the lists of several loggers. */
@Tag("slow") // minutes; the quickstart runs the same jobs
class BalancedListsTest {
  private static final String CONFIG =
      """
      label.engagements { click { value = c } }
      source.columns { user = user, policy = policy, position = position }
      ope {
        min-ess = 1, min-support = 0, replicates = 50, loggers { x = "1", y = "1" }
        targets { t { probability = "0.5" } }
      }
      """;

  @TempDir Path folder;

  /** Two lists of one row by x, two of three rows by y. */
  private static Dataset<Row> listsOfTheirOwnLength() {
    return TestSpark.session()
        .sql(
            "SELECT concat('u', r) AS user, concat('r', r) AS request, concat('i', p) AS item,"
                + " int(p) AS position, IF(r < 2, 'x', 'y') AS policy, 1D AS label_click,"
                + " IF(r < 2, 0.2D, 0.8D) AS action_propensity, 0.2D AS logger_x,"
                + " 0.8D AS logger_y, 0.5D AS target_t"
                + " FROM (SELECT id AS r, explode(array(1, 2, 3)) AS p FROM range(4))"
                + " WHERE p = 1 OR r >= 2");
  }

  @Test
  void productsAreBalancedWhereTheyMultiplyDownTheList() {
    for (String slots : List.of("cascade", "independent")) {
      OpeRun run =
          OpeRun.of(
              folder.resolve(slots), CONFIG + "ope.slots = " + slots, listsOfTheirOwnLength());

      // at the top half and half, 0.5 as the target's; below all of it y's, 0.64 and 0.512
      double down = 4 + 2 * 0.25 / 0.64 + 2 * 0.125 / 0.512;
      assertThat(run.value("rips")).isCloseTo(down / 4, within(1e-10));
      assertThat(run.find("rips").<String>getAs("logger")).isEqualTo("balanced");
      assertThat(run.find("ips").<String>getAs("logger")).isEqualTo("balanced");
      double single = 4 + 4 * 0.5 / 0.8;
      assertThat(run.value("ips"))
          .isCloseTo((slots.equals("cascade") ? down : single) / 8, within(1e-10));
      assertThat(run.gaps("balanced weights")).isEmpty();
    }
  }

  /** A row of the log; {@code target} null: the target has no probability of it. */
  private record Shown(
      int request,
      int position,
      int policy,
      double weight,
      double reward,
      Double target,
      double[] loggers) {

    Row row() {
      String name = policy == 0 ? "x" : "y";
      return RowFactory.create(
          "u" + request % 40,
          "r" + request,
          "i" + position,
          position,
          name,
          weight,
          reward,
          target,
          loggers[0],
          loggers[1]);
    }
  }

  /** Lists of one to five rows, longer ones by y; some rows have no target. */
  private static List<Shown> random() {
    Random random = new Random(17);
    List<Shown> log = new ArrayList<>();
    for (int request = 0; request < 120; request++) {
      int policy = random.nextInt(2);
      int rows = 1 + random.nextInt(3 + 2 * policy);
      for (int position = 1; position <= rows; position++) {
        log.add(
            new Shown(
                request,
                position,
                policy,
                1 + random.nextInt(2),
                random.nextInt(2),
                random.nextInt(12) == 0 ? null : 0.1 + 0.8 * random.nextDouble(),
                new double[] {0.3 + 0.6 * random.nextDouble(), 0.3 + 0.6 * random.nextDouble()}));
      }
    }
    return log;
  }

  private static Dataset<Row> rows(List<Shown> log) {
    StructType schema =
        StructType.fromDDL(
            "user STRING, request STRING, item STRING, position INT, policy STRING, weight DOUBLE,"
                + " label_click DOUBLE, target_t DOUBLE, logger_x DOUBLE, logger_y DOUBLE");
    return TestSpark.session()
        .createDataFrame(log.stream().map(Shown::row).toList(), schema)
        .withColumn("action_propensity", functions.expr("IF(policy = 'x', logger_x, logger_y)"));
  }

  /** The rows of every list down to the first without a target, or of whole lists alone. */
  private static List<List<Shown>> lists(List<Shown> log, boolean whole) {
    List<List<Shown>> lists = new ArrayList<>();
    for (int request = 0; request < 120; request++) {
      int at = request;
      List<Shown> all = log.stream().filter(row -> row.request() == at).toList();
      List<Shown> used = all.stream().takeWhile(row -> row.target() != null).toList();
      if (!whole || used.size() == all.size()) {
        lists.add(used);
      }
    }
    return lists;
  }

  /** Requests with rows that have a target and rows that have none. */
  private static long leftOut(List<Shown> log) {
    return IntStream.range(0, 120)
        .filter(
            request ->
                log.stream()
                        .filter(row -> row.request() == request)
                        .map(row -> row.target() == null)
                        .distinct()
                        .count()
                    == 2)
        .count();
  }

  /** By place: sums of i, of i w, of i w r and of (i w)^2. */
  private static double[][] plain(List<List<Shown>> lists) {
    double[][] sums = new double[5][4];
    for (int place = 0; place < 5; place++) {
      double[] weights = new double[2];
      for (List<Shown> list : lists) {
        if (list.size() > place) {
          weights[list.get(place).policy()] += list.get(place).weight();
        }
      }
      for (List<Shown> list : lists) {
        if (list.size() > place) {
          double target = 1;
          double[] logged = {1, 1};
          for (Shown row : list.subList(0, place + 1)) {
            target *= row.target();
            logged[0] *= row.loggers()[0];
            logged[1] *= row.loggers()[1];
          }
          double all = weights[0] + weights[1];
          double mixture = (weights[0] * logged[0] + weights[1] * logged[1]) / all;
          Shown row = list.get(place);
          sums[place][0] += row.weight();
          sums[place][1] += row.weight() * target / mixture;
          sums[place][2] += row.weight() * target / mixture * row.reward();
          sums[place][3] += Math.pow(row.weight() * target / mixture, 2);
        }
      }
    }
    return sums;
  }

  @Test
  void valuesAreThoseOfAPlainLoopWhereRowsLackATarget() {
    List<Shown> log = random();
    OpeRun run = OpeRun.of(folder, CONFIG + "ope.slots = cascade", rows(log));

    List<List<Shown>> whole = lists(log, true);
    double requests = whole.stream().mapToDouble(list -> list.get(0).weight()).sum();
    double rips = 0;
    double normalised = 0;
    for (double[] place : plain(whole)) {
      rips += place[2] / requests;
      normalised += place[0] / requests * place[2] / place[1];
    }
    Row lists = run.find("rips");
    assertThat(lists.<Long>getAs("rounds")).isEqualTo(whole.size());
    assertThat(lists.<Long>getAs("clusters"))
        .isEqualTo(whole.stream().map(list -> list.get(0).request() % 40).distinct().count());
    long some = leftOut(log);
    assertThat(lists.<String>getAs("note"))
        .startsWith(some + " of " + (whole.size() + some) + " requests left out: the target");
    assertThat(run.gaps("values of lists for the target t of " + some + " of ")).hasSize(1);
    assertThat(run.find("ips").<String>getAs("note")).isNull();
    assertThat(run.find("ips").<Long>getAs("rounds"))
        .isEqualTo(lists(log, false).stream().mapToLong(List::size).sum());
    assertThat(run.value("rips")).isCloseTo(rips, within(1e-10));
    assertThat(run.value("sn_rips")).isCloseTo(normalised, within(1e-10));
    double[] worst =
        Arrays.stream(plain(whole))
            .min(Comparator.comparingDouble(place -> place[1] * place[1] / place[3]))
            .orElseThrow();
    Row row = run.find("rips");
    assertThat(row.<Double>getAs("ess")).isCloseTo(worst[1] * worst[1] / worst[3], within(1e-9));
    assertThat(row.<Double>getAs("mean_weight")).isCloseTo(worst[1] / worst[0], within(1e-10));

    double[][] rows = plain(lists(log, false));
    double[] total = new double[4];
    for (double[] place : rows) {
      Arrays.setAll(total, i -> total[i] + place[i]);
    }
    assertThat(run.value("ips")).isCloseTo(total[2] / total[0], within(1e-10));
    assertThat(run.value("snips")).isCloseTo(total[2] / total[1], within(1e-10));
    assertThat(run.find("ips").<Double>getAs("mean_weight"))
        .isCloseTo(total[1] / total[0], within(1e-10));
    assertThat(run.find("rips").<Double>getAs("boot_low")).isLessThan(rips);
  }

  @Test
  void nothingDependsOnThePartitioning() {
    Dataset<Row> rows = rows(random());
    String config = CONFIG + "ope.slots = cascade";
    assertThat(OpeRun.of(folder.resolve("one"), config, rows.coalesce(1)).table())
        .isEqualTo(OpeRun.of(folder.resolve("many"), config, rows.repartition(7)).table());
  }

  /** A list's weight is of one logger: rows of another in it have none, unless by themselves. */
  @Test
  void listsOfSeveralLoggersHaveNoWeightDownTheList() {
    String config = CONFIG + "ope.targets.t { prediction = \"0.25\", expected = \"0.5\" }\n";
    Dataset<Row> rows =
        listsOfTheirOwnLength()
            .withColumn("policy", functions.expr("IF(position = 2, 'x', policy)"))
            .withColumn("prediction_t", functions.lit(0.25))
            .withColumn("expected_t", functions.lit(0.5));

    OpeRun cascade = OpeRun.of(folder.resolve("c"), config + "ope.slots = cascade", rows);
    assertThat(estimators(cascade)).containsExactly("dm", "on_policy", "on_policy");
    assertThat(cascade.value("dm")).isCloseTo(0.5, within(1e-10));
    assertThat(cascade.find("dm").<Double>getAs("mean_weight")).isNull();
    for (String what : List.of("balanced values per impression", "balanced values of lists")) {
      assertThat(cascade.gaps(what))
          .singleElement()
          .satisfies(
              gap ->
                  assertThat(gap.reason())
                      .startsWith("2 of its requests have rows of several logging policies"));
    }

    OpeRun single = OpeRun.of(folder.resolve("s"), config + "ope.slots = independent", rows);
    assertThat(estimators(single)).contains("ips", "iips", "dr").doesNotContain("rips", "sn_rips");
    // half and half at the top, then x's, then y's
    double all = 4 + 2 * 0.5 / 0.2 + 2 * 0.5 / 0.8;
    assertThat(single.value("ips")).isCloseTo(all / 8, within(1e-10));
    assertThat(single.value("iips")).isCloseTo(all / 4, within(1e-10));
    assertThat(single.gaps("balanced values of lists")).hasSize(1);
    assertThat(single.gaps("balanced values per impression")).isEmpty();
  }

  private static List<String> estimators(OpeRun run) {
    return run.table().stream().map(row -> row.<String>getAs("estimator")).toList();
  }

  /** Of y's rows no logger has a share in the weight: what is divided by 0 there weighs nothing. */
  @Test
  void rowsWithoutInstanceWeightDoNotRefuseTheOthers() {
    Dataset<Row> rows =
        listsOfTheirOwnLength()
            .withColumn("weight", functions.expr("IF(policy = 'y', 0D, 1D)"))
            .withColumn("logger_x", functions.expr("IF(policy = 'y', 0D, 0.2D)"));
    for (String slots : List.of("cascade", "independent")) {
      OpeRun run = OpeRun.of(folder.resolve(slots), CONFIG + "ope.slots = " + slots, rows);

      for (String estimator : List.of("ips", "snips", "rips", "sn_rips")) {
        double right = estimator.startsWith("sn") ? 1 : 0.5 / 0.2;
        assertThat(run.value(estimator)).as(estimator).isCloseTo(right, within(1e-10));
      }
    }
  }

  /** Lists of two rows, and one of 251. */
  @Test
  void aRequestTooLongForSharesAtEveryPlaceIsSaid() {
    Dataset<Row> rows =
        TestSpark.session()
            .sql(
                "SELECT concat('u', r) AS user, concat('r', r) AS request, concat('i', p) AS item,"
                    + " int(p) AS position, IF(r % 2 = 0, 'x', 'y') AS policy, 1D AS label_click,"
                    + " 0.5D AS action_propensity, 0.5D AS logger_x, 0.5D AS logger_y,"
                    + " double(hash(r, p)) AS score_s"
                    + " FROM (SELECT id AS r, explode(sequence(1, 251)) AS p FROM range(20))"
                    + " WHERE p <= 2 OR r = 7");
    String config = CONFIG.replace("t { probability = \"0.5\" }", "s { score = s }");
    OpeRun run = OpeRun.of(folder, config + "source.scores.s = s\nope.slots = cascade", rows);

    assertThat(run.gaps("balanced values per impression"))
        .singleElement()
        .satisfies(
            gap ->
                assertThat(gap.reason())
                    .startsWith(
                        "1 of its requests have more than 250 rows (the longest 251), and"));
    assertThat(estimators(run)).contains("rips", "sn_rips").doesNotContain("ips", "snips");
    assertThat(run.gaps("balanced values of lists")).isEmpty();
  }

  /** Lists of two rows by x and of three by y, in random order. */
  private static Dataset<Row> rankedLists() {
    return OpeRun.lists()
        .selectExpr(
            "user",
            "request",
            "item",
            "position",
            "score_s",
            "label_click",
            "category_i",
            "IF(hash(request) % 2 = 0, 'x', 'y') AS policy",
            "0.5D AS logger_x",
            "1D / (4 - position) AS logger_y")
        .where("policy = 'y' OR position < 3")
        .withColumn("action_propensity", functions.expr("IF(policy = 'x', logger_x, logger_y)"));
  }

  /** Where every length is one logger's, there is no other to balance it with. */
  @Test
  void aRankerHasSharesByLength() {
    String config =
        """
        label.engagements { click { value = c } }
        source {
          columns { user = user, policy = policy, position = position }
          scores.s = s, categories.i = i
        }
        ope {
          min-ess = 1, min-support = 0, replicates = 0, slots = cascade, targets { s { score = s } }
          reward-model.kind = logistic
        }
        """;
    OpeRun own = OpeRun.of(folder.resolve("own"), config, rankedLists());
    OpeRun balanced =
        OpeRun.of(
            folder.resolve("balanced"),
            config + "ope.loggers { x = \"1\", y = \"1\" }",
            rankedLists());

    for (String estimator : List.of("ips", "rips", "sn_rips", "cascade_dr", "sn_cascade_dr")) {
      assertThat(balanced.find(estimator).<String>getAs("logger")).isEqualTo("balanced");
      assertThat(own.find(estimator).<String>getAs("logger")).isEqualTo("all");
      assertThat(balanced.value(estimator))
          .as(estimator)
          .isCloseTo(own.value(estimator), within(1e-10));
    }
  }
}
