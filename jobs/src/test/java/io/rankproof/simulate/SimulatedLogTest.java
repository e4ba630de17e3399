package io.rankproof.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.SimulateConfig;
import io.rankproof.testing.TestSpark;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimulatedLogTest {
  private static final long REQUESTS = 20_000;
  private static final SparkSession SPARK = TestSpark.session();
  private static final SimulateConfig CONFIG =
      Settings.of(
          "requests=" + REQUESTS,
          "users=3000",
          "items=500",
          "list-length=5",
          "candidates=10",
          "randomised-share=0.2",
          "position-bias=0.8",
          "platform-bias.web=0.5",
          "days=10");

  private static Dataset<Row> rows;
  private static Dataset<Row> engagements;

  @BeforeAll
  static void simulate() {
    SimulatedLog log = new SimulatedLog(SPARK, CONFIG, Settings.SEED);
    engagements = log.engagements().cache();
    engagements.createOrReplaceTempView("sim_engagements");
    log.impressions().createOrReplaceTempView("sim_log");
    log.truthOfImpressions().createOrReplaceTempView("sim_truth");
    rows =
        SPARK
            .sql(
                "SELECT l.*, t.relevance, t.examination, c.item_id IS NOT NULL AS clicked "
                    + "FROM sim_log l JOIN sim_truth t USING (request_id, item_id) "
                    + "LEFT JOIN (SELECT * FROM sim_engagements WHERE type = 'click') c "
                    + "USING (request_id, item_id)")
            .cache();
    rows.createOrReplaceTempView("sim_rows");
  }

  @AfterAll
  static void clean() {
    rows.unpersist();
    engagements.unpersist();
    Stream.of("sim_log", "sim_truth", "sim_rows", "sim_engagements")
        .forEach(SPARK.catalog()::dropTempView);
  }

  @Test
  void rowsAreTheSameToTheBitUnderAnyPartitioning() {
    List<String> one = content(1, Settings.SEED);

    assertThat(content(2, Settings.SEED)).isEqualTo(one);
    assertThat(content(7, Settings.SEED)).isEqualTo(one);
    assertThat(content(2, Settings.SEED + 1)).isNotEqualTo(one);
  }

  private static List<String> content(int partitions, long seed) {
    SimulatedLog log =
        new SimulatedLog(SPARK, Settings.of("requests=700", "partitions=" + partitions), seed);
    return Stream.of(
            log.impressions(),
            log.engagements(),
            log.truthOfImpressions(),
            log.truthOfPropensities(),
            log.table(log.truthOfRankers()))
        .flatMap(table -> table.toJSON().collectAsList().stream())
        .sorted()
        .toList();
  }

  @Test
  void everyRequestShowsEveryPositionOnceAndNoItemTwice() {
    Row found =
        one(
            "SELECT count(*), count(DISTINCT request_id), min(n), max(n), min(items), max(items), "
                + "max(users), max(times), sum(positions) FROM (SELECT request_id, count(*) OVER r n,"
                + " size(collect_set(item_id) OVER r) items, size(collect_set(user_id) OVER r) users,"
                + " size(collect_set(event_time) OVER r) times, position positions FROM sim_rows "
                + "WINDOW r AS (PARTITION BY request_id))");

    assertThat(found.getLong(0)).isEqualTo(5 * REQUESTS);
    assertThat(found.getLong(1)).isEqualTo(REQUESTS);
    assertThat(found.getLong(2)).isEqualTo(5);
    assertThat(found.getLong(3)).isEqualTo(5);
    assertThat(found.getInt(4)).isEqualTo(5);
    assertThat(found.getInt(5)).isEqualTo(5);
    assertThat(found.getInt(6)).isEqualTo(1);
    assertThat(found.getInt(7)).isEqualTo(1);
    assertThat(found.getLong(8)).isEqualTo(15 * REQUESTS);
  }

  @Test
  void clickThroughRateOfEveryPositionIsWhatTheTruthExpects() {
    List<Row> positions =
        SPARK
            .sql(
                "SELECT platform, position, avg(IF(clicked, 1.0D, 0.0D)) ctr, "
                    + "avg(relevance * examination) truth, "
                    + "sqrt(sum(relevance * examination * (1 - relevance * examination))) / count(*) "
                    + "AS se FROM sim_rows GROUP BY platform, position")
            .collectAsList();

    assertThat(positions).hasSize(15);
    for (Row row : positions) {
      assertThat(row.getDouble(2))
          .as("%s", row)
          .isCloseTo(row.getDouble(3), within(4 * row.getDouble(4)));
    }
  }

  @Test
  void examinationIsThePowerOfThePositionOnEveryPlatform() {
    Row worst =
        one(
            "SELECT max(abs(examination - pow(position, IF(platform = 'web', -0.5D, -0.8D)))), "
                + "min(relevance), max(relevance) FROM sim_rows");

    assertThat(worst.getDouble(0)).isLessThan(1e-12);
    assertThat(worst.getDouble(1)).isPositive();
    assertThat(worst.getDouble(2)).isLessThan(1);
  }

  @Test
  void propensitiesOfTheTruthTableAreThoseOfTheImpressions() {
    new SimulatedLog(SPARK, CONFIG, Settings.SEED)
        .truthOfPropensities()
        .createOrReplaceTempView("sim_propensities");

    Row found =
        one(
            "SELECT count(*), count_if(p.propensity = r.examination) FROM sim_rows r "
                + "JOIN sim_propensities p USING (platform, position)");

    assertThat(found.getLong(0)).isEqualTo(5 * REQUESTS);
    assertThat(found.getLong(1)).isEqualTo(5 * REQUESTS);
    assertThat(one("SELECT count(*) FROM sim_propensities").getLong(0)).isEqualTo(15);
  }

  /** The mean of 1 / q over what a policy shows is the number of places it can fill. */
  @Test
  void actionPropensitiesAreThoseOfTheTrafficOfEveryRanker() {
    List<Row> rankers =
        SPARK
            .sql(
                "SELECT ranker, avg(w), stddev(w) / sqrt(count(*)) FROM (SELECT ranker, request_id,"
                    + " sum(1 / action_propensity) w FROM sim_rows GROUP BY ALL) GROUP BY ranker")
            .collectAsList();

    assertThat(rankers).hasSize(3);
    for (Row row : rankers) {
      assertThat(row.getDouble(1)).as("%s", row).isCloseTo(50, within(4 * row.getDouble(2)));
    }
    Row share =
        one(
            "SELECT avg(IF(randomised, 1.0D, 0.0D)), "
                + "min(action_propensity), max(action_propensity), "
                + "count_if(NOT randomised AND action_propensity < 0.5) FROM sim_rows");
    assertThat(share.getDouble(0)).isCloseTo(0.2, within(4 * Math.sqrt(0.16 / REQUESTS)));
    assertThat(share.getDouble(1)).isCloseTo(0.02, within(1e-12));
    assertThat(share.getDouble(2)).isCloseTo(0.82, within(1e-12));
    assertThat(share.getLong(3)).isZero();
  }

  @Test
  void theLogWeightedByActionPropensitiesGivesTheTrueClicksOfTheCandidate() {
    double truth = trueValue(TrueValues.Scope.CANDIDATES, Ranker.CANDIDATE, TrueMetric.CLICKS);

    Row found =
        one(
            "SELECT avg(v), stddev(v) / sqrt(count(*)) FROM (SELECT request_id, sum(IF(clicked AND "
                + "candidate_position = position, 1 / action_propensity, 0D)) v "
                + "FROM sim_rows GROUP BY request_id)");

    assertThat(found.getDouble(0)).isCloseTo(truth, within(4 * found.getDouble(1)));
    assertThat(found.getDouble(1)).isLessThan(truth / 10);
  }

  @Test
  void reRankingTheShownItemsFromTheTablesGivesTheTruthTable() {
    double dcg =
        one("SELECT sum(relevance / log2(1 + rank)) / "
                + REQUESTS
                + " FROM (SELECT relevance, "
                + "row_number() OVER (PARTITION BY request_id ORDER BY candidate_score DESC) rank "
                + "FROM sim_rows)")
            .getDouble(0);

    assertThat(dcg)
        .isCloseTo(
            trueValue(TrueValues.Scope.SHOWN, Ranker.CANDIDATE, TrueMetric.DCG_10), within(1e-8));
  }

  @Test
  void engagementsFollowWithinTheirDelays() {
    SPARK
        .sql(
            "SELECT e.type, "
                + "(unix_micros(e.event_time) - unix_micros(r.event_time)) / 1e6D AS delay, "
                + "(unix_micros(e.event_time) - unix_micros(c.event_time)) / 1e6D AS after_click, "
                + "unix_micros(e.event_time) AS micros "
                + "FROM sim_engagements e JOIN sim_rows r USING (request_id, item_id) "
                + "LEFT JOIN sim_engagements c ON c.type = 'click' "
                + "AND c.request_id = e.request_id AND c.item_id = e.item_id")
        .createOrReplaceTempView("sim_delays");

    assertDelays("click", "delay", 60);
    assertDelays("save", "after_click", 48 * 3600);
    assertDelays("purchase", "after_click", 72 * 3600);
    assertDelays("hide", "delay", 2 * 3600);
    Row last =
        one(
            "SELECT max(micros), count_if(type = 'hide' AND after_click IS NOT NULL) FROM sim_delays");
    assertThat(last.getLong(0)).isLessThan(RequestClock.micros(CONFIG.end()));
    assertThat(last.getLong(1)).isZero();
  }

  private static void assertDelays(String type, String column, double most) {
    Row row =
        one(
            String.format(
                "SELECT count(*), count(%1$s), min(%1$s), max(%1$s) FROM sim_delays WHERE type = '%2$s'",
                column, type));
    assertThat(row.getLong(0)).as(type).isGreaterThan(100);
    assertThat(row.getLong(1)).as(type).isEqualTo(row.getLong(0));
    assertThat(row.getDouble(2)).as(type).isPositive();
    assertThat(row.getDouble(3)).as(type).isLessThanOrEqualTo(most + 1e-6);
  }

  /** Over impressions whose longest delay ends inside the log. */
  @Test
  void ratesOfEngagementsAreWhatTheTruthExpects() {
    List<Row> rates =
        SPARK
            .sql(
                "WITH early AS (SELECT * FROM sim_rows WHERE event_time < '2026-01-07'), "
                    + "truth AS (SELECT sum(examination * relevance) click, "
                    + "sum(examination * relevance * relevance * 0.6D) save, "
                    + "sum(examination * relevance * relevance * 0.3D) purchase, "
                    + "sum(examination * (1 - relevance) * (1 - relevance) * 0.05D) hide FROM early) "
                    + "SELECT type, count(*), any_value(CASE type WHEN 'click' THEN click "
                    + "WHEN 'save' THEN save WHEN 'hide' THEN hide ELSE purchase END) expected "
                    + "FROM sim_engagements LEFT SEMI JOIN early USING (request_id, item_id) "
                    + "CROSS JOIN truth GROUP BY type")
            .collectAsList();

    assertThat(rates).hasSize(4);
    for (Row row : rates) {
      assertThat((double) row.getLong(1))
          .as("%s", row)
          .isCloseTo(row.getDouble(2), within(4 * Math.sqrt(row.getDouble(2))));
    }
  }

  @Test
  void theFeaturesCarrySignal() {
    Row signal =
        one(
            "SELECT corr(taste_match, ln(relevance / (1 - relevance))), "
                + "corr(item_quality, ln(relevance / (1 - relevance))), "
                + "corr(candidate_score, relevance) - corr(production_score, relevance) FROM sim_rows");

    assertThat(signal.getDouble(0)).isGreaterThan(0.3);
    assertThat(signal.getDouble(1)).isGreaterThan(0.2);
    assertThat(signal.getDouble(2)).isGreaterThan(0.05);
  }

  private static double trueValue(TrueValues.Scope scope, Ranker ranker, TrueMetric metric) {
    double[] truth = new SimulatedLog(SPARK, CONFIG, Settings.SEED).truthOfRankers();
    return truth[TrueValues.cell(scope, ranker, metric)];
  }

  private static Row one(String sql) {
    return SPARK.sql(sql).collectAsList().get(0);
  }
}
