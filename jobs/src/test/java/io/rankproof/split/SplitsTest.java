package io.rankproof.split;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.config.SplitConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import io.rankproof.ingest.TimeHistogram;
import io.rankproof.testing.TestSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of split over one judged log: 600 requests an hour apart, three rows each. */
class SplitsTest {
  private static final long START = 1_767_225_600L;
  private static final int REQUESTS = 600;
  private static final Instant MATURE_UNTIL = Instant.ofEpochSecond(START + 590 * 3600L);
  private static final String HOURS = "label.window = 24h, source.columns.user = user, ";

  /** Two requests of a user may begin at one time; the rows of a request are a minute apart. */
  private static Dataset<Row> log(int requests) {
    return TestSpark.session()
        .sql(
            """
            SELECT concat('r', r) AS request, concat('u', u) AS cluster, concat('u', u) AS user,
              concat('i', pmod(xxhash64(r, p), 50)) AS item, time, time AS _request_time,
              time + INTERVAL 2 MINUTES AS _request_end, time <= timestamp_seconds(%d) AS mature,
              CASE WHEN r %% 10 < 6 THEN 'train' WHEN r %% 10 < 8 THEN 'validation'
                WHEN r = 9 AND p = 1 THEN 'train' WHEN r = 18 THEN 'other' ELSE 'test' END AS _assigned
            FROM (SELECT id AS r, pmod(xxhash64(id div 2), 40) AS u,
                timestamp_seconds(%d + id div 2 * 7200) AS time FROM range(%d))
              CROSS JOIN (SELECT id AS p FROM range(3))
            """
                .formatted(MATURE_UNTIL.getEpochSecond(), START, requests));
  }

  private static TimeHistogram times(int requests) {
    List<TimeHistogram.Bucket> buckets = new ArrayList<>();
    for (int r = 0; r < requests; r += 2) {
      long micros = (START + r / 2 * 7200L) * 1_000_000;
      buckets.add(new TimeHistogram.Bucket(micros, micros, 2));
    }
    return new TimeHistogram(buckets);
  }

  private static SplitConfig config(String settings) {
    return parsed(settings).split();
  }

  private static Split split(String settings, int requests) {
    return Splits.choose(config(settings), times(requests), MATURE_UNTIL, 17);
  }

  private static Dataset<Row> assigned(String settings, int requests, int partitions) {
    return log(requests)
        .repartition(partitions, col("cluster"))
        .withColumn("split", split(settings, requests).assign(col("mature")));
  }

  private static Map<String, String> sets(String settings, int requests, int partitions) {
    Map<String, String> sets = new HashMap<>();
    assigned(settings, requests, partitions)
        .select("request", "item", "split")
        .collectAsList()
        .forEach(row -> sets.put(row.getString(0) + " " + row.getString(1), row.getString(2)));
    return sets;
  }

  static Stream<String> kinds() {
    return Stream.of(
        "split.kind = time",
        "split.kind = user",
        "split.kind = item",
        "split.kind = user-time",
        "split.kind = last-n, split.last-n = 2",
        "split.kind = rolling, split.folds = 3, split.fold = 2",
        "split.kind = column, split.column = s");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void keepsTheContractOfEverySplit(String settings) {
    Dataset<Row> rows = assigned(settings, REQUESTS, 3);
    rows.createOrReplaceTempView("assigned_rows");
    assertThat(rows.where("split IS NULL").count()).isZero();
    assertThat(rows.where("(split = 'immature') <> (NOT mature)").count()).isZero();
    assertThat(
            TestSpark.session()
                .sql(
                    "SELECT request FROM assigned_rows WHERE split IN ('train','validation','test')"
                        + " GROUP BY request HAVING count(DISTINCT split) > 1")
                .count())
        .as("requests in two sets")
        .isZero();
    for (String set : Sets.USED) {
      assertThat(rows.where(col("split").equalTo(set)).count()).as(set).isPositive();
    }
    config(settings).promises().forEach(promise -> assertKept(rows, promise));
    assertThat(sets(settings, REQUESTS, 7))
        .as("repartitioned")
        .isEqualTo(sets(settings, REQUESTS, 3));
  }

  private static void assertKept(Dataset<Row> rows, SplitConfig.Promise promise) {
    if (promise == SplitConfig.Promise.TIME) {
      assertGap(rows, Sets.TRAIN, Sets.VALIDATION);
      assertGap(rows, Sets.VALIDATION, Sets.TEST);
    } else {
      assertThat(
              TestSpark.session()
                  .sql(
                      "SELECT %1$s FROM assigned_rows WHERE split IN ('train','validation','test') GROUP BY %1$s HAVING count(DISTINCT split) > 1"
                          .formatted(promise.text()))
                  .count())
          .as("shared " + promise)
          .isZero();
    }
  }

  private static void assertGap(Dataset<Row> rows, String before, String after) {
    long last =
        rows.where(col("split").equalTo(before))
            .selectExpr("unix_seconds(max(_request_end))")
            .head()
            .getLong(0);
    long first =
        rows.where(col("split").equalTo(after))
            .selectExpr("unix_seconds(min(time))")
            .head()
            .getLong(0);
    assertThat(last + 24 * 3600L).as(before + " before " + after).isLessThanOrEqualTo(first);
  }

  @Test
  void appendedDaysMoveNoUser() {
    Map<String, String> before = sets("split.kind = user", 400, 3);
    Map<String, String> after = sets("split.kind = user", REQUESTS, 3);
    before.forEach((row, set) -> assertThat(after).containsEntry(row, set));
  }

  /** The windows move on with the log; whose user or item is test's stays test's. */
  @ParameterizedTest
  @CsvSource({"user, cluster", "user-time, cluster", "item, item"})
  void appendedDaysLeaveEveryKeyOnItsSide(String kind, String key) {
    Map<String, Set<String>> before = sides("split.kind = " + kind, 400, key);
    Map<String, Set<String>> after = sides("split.kind = " + kind, REQUESTS, key);

    assertThat(before.values()).allMatch(sides -> sides.size() == 1);
    Map<String, Set<String>> common = new HashMap<>(before);
    common.keySet().retainAll(after.keySet());
    assertThat(common).hasSizeGreaterThan(20);
    assertThat(after).containsAllEntriesOf(common);
    Set<String> reached = new HashSet<>();
    before.values().forEach(reached::addAll);
    assertThat(reached).containsExactlyInAnyOrderElementsOf(Sets.USED);
  }

  /** The sets that the rows of a user or item are in, by user or item. */
  private static Map<String, Set<String>> sides(String settings, int requests, String key) {
    Map<String, Set<String>> sides = new HashMap<>();
    assigned(settings, requests, 3)
        .where(col("split").isin(Sets.USED.toArray()))
        .select(key, "split")
        .distinct()
        .collectAsList()
        .forEach(
            row ->
                sides
                    .computeIfAbsent(row.getString(0), of -> new HashSet<>())
                    .add(row.getString(1)));
    return sides;
  }

  @Test
  void holdsOutTheAskedShareOfUsers() {
    Sides sides = new Sides(17, new SplitConfig.HeldOut(0.2, 0.1));
    Map<String, Long> shares = new HashMap<>();
    TestSpark.session()
        .range(20_000)
        .select(sides.of(col("id").cast("string")).as("side"))
        .groupBy("side")
        .count()
        .collectAsList()
        .forEach(row -> shares.put(row.getString(0), row.getLong(1)));
    // binomial standard errors: 42 and 57
    assertThat(shares.get(Sets.TEST)).isBetween(2000L - 170, 2000L + 170);
    assertThat(shares.get(Sets.VALIDATION)).isBetween(4000L - 230, 4000L + 230);
  }

  /** 40 users with about 15 request times of two requests each. */
  @Test
  void takesTheLastRequestTimesOfEveryUser() {
    Dataset<Row> rows = assigned("split.kind = last-n, split.last-n = 2", REQUESTS, 3);
    rows.where("mature").createOrReplaceTempView("last");
    assertThat(
            TestSpark.session()
                .sql(
                    """
                    SELECT cluster, count(DISTINCT IF(split = 'test', time, NULL)) AS tested,
                      count(DISTINCT IF(split = 'validation', time, NULL)) AS validated,
                      min(IF(split = 'test', time, NULL)) > max(IF(split = 'validation', time, NULL)) AS later
                    FROM last GROUP BY cluster HAVING count(DISTINCT time) > 4
                    """)
                .where("tested <> 2 OR validated <> 2 OR NOT later")
                .count())
        .isZero();
    assertThat(Splits.warnings(parsed("split.kind = last-n")))
        .singleElement()
        .asString()
        .contains("Ji,", "Meng,");
    assertThat(Splits.warnings(parsed("split.kind = time"))).isEmpty();
  }

  /** A gap of no length covers a window of no end; where the log says when, that is known. */
  @Test
  void warnsOfWindowsWithoutAnEnd() {
    String endless = "label.engagements.buy { value = bought, time = bought_at, window = 0s }, ";
    String primary = "label.engagements.click { value = clicked, window = 0s }, ";
    assertThat(Splits.warnings(parsed(primary + endless + "split.kind = rolling")))
        .singleElement()
        .asString()
        .startsWith("buy has times and a window of 0s")
        .contains("label.engagements.buy.window");
    assertThat(Splits.warnings(parsed(primary + endless + "split.kind = user"))).isEmpty();
    assertThat(Splits.warnings(parsed(primary + "split.kind = time"))).isEmpty();
  }

  /** Dwell that is logged with its impression has such a window and no events to come. */
  @Test
  void warnsOfSumsOverWindowsWithoutAnEnd() {
    String dwell =
        """
        source.tables.log_events { format = csv, path = x }
        label {
          primary = dwelt, events { table = log_events, value = seconds }
          engagements.dwelt { event = dwell, window = 0s }
          grades.minutes.dwelt { weight = 1, of = %s }
        }
        split.kind = time
        """;
    assertThat(Splits.warnings(parsed(dwell.formatted("value"))))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("label.grades.minutes.dwelt.of = value sums events")
        .contains("label.engagements.dwelt.window");
    assertThat(Splits.warnings(parsed(dwell.formatted("happened")))).hasSize(1);
  }

  private static RankproofConfig parsed(String settings) {
    return ConfigLoader.parse(HOURS + settings);
  }

  @Test
  void foldsShareOutTheTestSetAndMoveOn() {
    Map<String, String> whole = sets("split.kind = time", REQUESTS, 3);
    Map<String, Integer> tested = new HashMap<>();
    long trained = 0;
    for (int fold = 1; fold <= 3; fold++) {
      Map<String, String> sets =
          sets("split.kind = rolling, split.folds = 3, split.fold = " + fold, REQUESTS, 3);
      sets.forEach((row, set) -> tested.merge(row, set.equals(Sets.TEST) ? 1 : 0, Integer::sum));
      long train = sets.values().stream().filter(Sets.TRAIN::equals).count();
      assertThat(train).isGreaterThan(trained);
      trained = train;
    }
    whole.forEach(
        (row, set) -> assertThat(tested.get(row)).as(row).isEqualTo(set.equals(Sets.TEST) ? 1 : 0));
    assertThat(
            sets("split.kind = rolling, split.folds = 3, split.fold = 1", REQUESTS, 3).entrySet())
        .filteredOn(e -> e.getValue().equals(Sets.TRAIN))
        .containsExactlyInAnyOrderElementsOf(
            whole.entrySet().stream().filter(e -> e.getValue().equals(Sets.TRAIN)).toList());
  }

  @Test
  void refusesMoreFoldsThanTimes() {
    assertThatThrownBy(() -> split("split.kind = rolling, split.folds = 99, split.fold = 1", 300))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("split.folds")
        .hasMessageContaining("cannot be cut into 99 test windows");
  }

  /** r9's rows name two sets, r18 names none that is used. */
  @Test
  void followsTheColumnWhereARequestAgrees() {
    Dataset<Row> rows = assigned("split.kind = column, split.column = s", REQUESTS, 3);
    assertThat(rows.where("split = 'excluded'").select("request").distinct().collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder("r9", "r18");
  }

  @Test
  void namesWhatIsWrong() {
    refused("split.kind = tine", "split.kind: \"tine\"");
    refused("split.kind = column", "split.column: has no value");
    refused("split.column = s", "split.column: belongs to kind = column");
    refused("split.promises = [user]", "split.promises: belongs to kind = column");
    refused(
        "split.kind = column, split.column = s, split.promises = [users]", "did you mean user?");
    refused("split.fold = 1", "split.fold: belongs to kind = rolling");
    refused("split.kind = rolling, split.folds = 3, split.fold = 4", "split.fold: \"4\"");
    refused("split.held-out.test = 0.9, split.held-out.validation = 0.5", "split.held-out.test");
    refused(
        "split.kind = user, source.columns.user = null",
        "split.kind: \"user\" needs source.columns.user");
    refused("source.segments.user_seen = x", "source.segments.user_seen");
    refused(
        "source.columns.user = null, evaluate.slices = [\"item_cold*user_new\"]",
        "evaluate.slices: \"user_new\" needs source.columns.user");
  }

  private static void refused(String settings, String message) {
    assertThatThrownBy(() -> ConfigLoader.parse("source.columns.user = user, " + settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }
}
