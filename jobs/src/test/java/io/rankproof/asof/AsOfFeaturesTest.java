package io.rankproof.asof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.AsOfFeature;
import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.testing.TestSpark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Every feature against a plain double loop, over a log with ties and one heavy item. */
class AsOfFeaturesTest {
  private static final String CONFIG =
      """
      source {
        columns.user = user
        as-of {
          item_shown { key = item, of = impressions }
          item_clicks { key = item, of = click, half-life = 6h }
          item_buys { key = item, of = buy }
          item_rate { key = item, of = click, measure = rate, half-life = 2d }
          user_shown { key = user, of = impressions, half-life = 1d }
          user_rate { key = user, of = buy, measure = rate }
          pair_shown { key = user-item, of = impressions }
          pair_clicks { key = user-item, of = click }
        }
      }
      label {
        engagements { click { event = click, window = 1h }, buy { value = bought, window = 12h } }
        events { table = events }
      }
      source.tables.events { format = parquet, path = none }
      """;

  /** A third of the rows shows one item; several rows share a minute; a purchase has no time. */
  private static final String LOG =
      """
      SELECT concat('r', id div 3) AS request,
        IF(id % 3 = 0, 'i-heavy', concat('i', pmod(xxhash64(id, 1), 7))) AS item,
        concat('u', pmod(xxhash64(id div 3), 9)) AS cluster, concat('u', pmod(xxhash64(id div 3), 9)) AS user,
        timestamp_seconds(1767225600L + (id div 6) * 1800) AS time,
        IF(pmod(xxhash64(id, 2), 3) = 0, 1.0D, 0.0D) AS label_click,
        IF(pmod(xxhash64(id, 2), 3) = 0,
          timestamp_seconds(1767225600L + (id div 6) * 1800 + pmod(xxhash64(id, 3), 4) * 900), NULL) AS engaged_click,
        IF(pmod(xxhash64(id, 4), 4) = 0, 1.0D, 0.0D) AS label_buy, CAST(NULL AS TIMESTAMP) AS engaged_buy
      FROM range(360)
      """;

  private record Shown(
      String key,
      String item,
      String user,
      long at,
      boolean clicked,
      long clickedAt,
      boolean bought) {}

  private static Map<String, Double> naive(List<Shown> log, AsOfFeature feature, long delay) {
    Map<String, Double> values = new HashMap<>();
    double half =
        feature.halfLife().map(h -> (double) h.toSeconds()).orElse(Double.POSITIVE_INFINITY);
    for (Shown asks : log) {
      double impressions = 0;
      double happened = 0;
      for (Shown past : log) {
        Predicate<Shown> same =
            switch (feature.key()) {
              case ITEM -> p -> p.item.equals(asks.item);
              case USER -> p -> p.user.equals(asks.user);
              case USER_ITEM -> p -> p.item.equals(asks.item) && p.user.equals(asks.user);
            };
        if (same.test(past)) {
          impressions += counted(past.at, asks.at, delay, half);
          happened +=
              switch (feature.of()) {
                case "impressions" -> counted(past.at, asks.at, delay, half);
                case "click" -> past.clicked ? counted(past.clickedAt, asks.at, delay, half) : 0;
                default -> past.bought ? counted(past.at + 12 * 3600, asks.at, delay, half) : 0;
              };
        }
      }
      boolean rate = feature.measure() == AsOfFeature.Measure.RATE;
      values.put(
          asks.key, rate ? (impressions == 0 ? Double.NaN : happened / impressions) : happened);
    }
    return values;
  }

  private static double counted(long at, long now, long delay, double half) {
    return at < now - delay ? Math.pow(2, -(now - at) / half) : 0;
  }

  private static Dataset<Row> log() {
    return TestSpark.session().sql(LOG);
  }

  private static List<Shown> shown() {
    List<Shown> shown = new ArrayList<>();
    for (Row row :
        log()
            .selectExpr(
                "concat(request, ' ', item, ' ', label_click, ' ', label_buy)",
                "item",
                "user",
                "unix_seconds(time)",
                "label_click > 0",
                "coalesce(unix_seconds(engaged_click), 0)",
                "label_buy > 0")
            .collectAsList()) {
      shown.add(
          new Shown(
              row.getString(0),
              row.getString(1),
              row.getString(2),
              row.getLong(3),
              row.getBoolean(4),
              row.getLong(5),
              row.getBoolean(6)));
    }
    return shown;
  }

  private static List<Row> computed(RankproofConfig config, int partitions) {
    return AsOfFeatures.add(log().repartition(partitions), config, partitions)
        .selectExpr("concat(request, ' ', item, ' ', label_click, ' ', label_buy) AS key", "*")
        .collectAsList();
  }

  @Test
  void agreesWithADoubleLoop() {
    List<Shown> shown = shown();
    for (String delay : List.of("0s", "90m")) {
      RankproofConfig config = ConfigLoader.parse(CONFIG, "split.feature-delay=" + delay);
      List<Row> rows = computed(config, 3);
      assertThat(rows).hasSameSizeAs(shown);
      config
          .source()
          .asOf()
          .forEach(
              (name, feature) -> {
                Map<String, Double> expected =
                    naive(shown, feature, config.split().featureDelay().toSeconds());
                for (Row row : rows) {
                  Double value = row.getAs("feature_" + name);
                  double wanted = expected.get(row.<String>getAs("key"));
                  if (Double.isNaN(wanted)) {
                    assertThat(value).as(name).isNull();
                  } else {
                    assertThat(value).as(name).isCloseTo(wanted, within(1e-12 * (1 + wanted)));
                  }
                }
              });
    }
  }

  @Test
  void isTheSameToTheLastBitHoweverItIsPartitioned() {
    RankproofConfig config = ConfigLoader.parse(CONFIG);
    assertThat(computed(config, 1).stream().map(Row::toString).sorted().toList())
        .isEqualTo(computed(config, 5).stream().map(Row::toString).sorted().toList());
  }

  @Test
  void countsFadeByHand() {
    RunningCounts counts =
        new RunningCounts(List.of(new Track(0, 0), new Track(0, 10), new Track(1, 10)));
    counts.add(0, 100);
    counts.add(0, 110);
    counts.add(1, 110);
    counts.moveTo(120);
    assertThat(counts.count(0)).isEqualTo(2);
    assertThat(counts.count(1)).isCloseTo(0.75, within(1e-15));
    assertThat(counts.count(2)).isCloseTo(0.5, within(1e-15));
    counts.clear();
    counts.moveTo(5);
    assertThat(counts.count(0) + counts.count(1) + counts.count(2)).isZero();
  }

  @Test
  void namesWhatIsWrong() {
    refused("source.as-of.x { key = item, of = clik }", "source.as-of.x.of: \"clik\"");
    refused("source.as-of.x { key = itm, of = click }", "source.as-of.x.key: \"itm\"");
    refused("source.as-of.x { key = item }", "source.as-of.x.of: has no value");
    refused(
        "source.as-of.x { key = item, of = click, half-life = 0s }", "source.as-of.x.half-life");
    refused("source.as-of.x { key = item, of = impressions, measure = rate }", "source.as-of.x.of");
    refused("source { features.x = x, as-of.x { key = item, of = click } }", "already a feature");
    refused(
        "source { columns.user = null, as-of.x { key = user, of = click } }",
        "needs source.columns.user");
  }

  private static void refused(String config, String message) {
    assertThatThrownBy(
            () ->
                ConfigLoader.parse(
                    "source.columns.user = u, label.engagements.click.value = c\n" + config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }
}
