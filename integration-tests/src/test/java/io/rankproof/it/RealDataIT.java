package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configs for public data sets, on the data where they are there. */
class RealDataIT {
  private static final Path DATA = Path.of(System.getProperty("rankproof.data"));

  @TempDir Path folder;

  @Test
  @Tag("slow")
  void openBandit() throws Exception {
    JsonNode metrics = run("open-bandit-men", "conf/open-bandit.conf");
    assertThat(metrics.findValuesAsText("metric"))
        .contains("ROC-AUC", "LogLoss")
        .noneMatch(metric -> metric.startsWith("nDCG"));
    assertThat(output).contains("nDCG").contains("fewer than half: nothing is ranked here");
    // the reference of the data set's own library, with the digits that it was published with
    OffPolicy ips = offPolicy("uniform", "ips");
    assertThat(ips.value()).isCloseTo(0.0030086263, within(1e-9));
    assertThat(ips.effectiveSize()).isCloseTo(655.71, within(5e-3));
    assertThat(ips.meanWeight()).isCloseTo(0.94331, within(5e-6));
    assertThat(ips.largestWeight()).isCloseTo(178.253, within(5e-4));
    assertThat(offPolicy("uniform", "snips").value()).isCloseTo(0.0031894232, within(1e-9));
    assertThat(offPolicy("bts", "on_policy").value()).isCloseTo(0.0069, within(1e-12));
    assertThat(offPolicy("random", "on_policy").value()).isCloseTo(0.0046, within(1e-12));
    for (String estimator : List.of("ips", "snips")) {
      OffPolicy thompson = offPolicy("thompson", estimator);
      assertThat(thompson.note()).contains("stationary approximation");
      assertThat(thompson.low()).isPositive().isLessThan(thompson.value());
      // 46 and 69 clicks do not tell the policies apart
      assertThat(thompson.deltaLow()).isNegative();
      assertThat(thompson.deltaHigh()).isPositive();
    }
  }

  /** A line of the table {@code ope}. */
  private record OffPolicy(
      double value,
      double low,
      double effectiveSize,
      double meanWeight,
      double largestWeight,
      double deltaLow,
      double deltaHigh,
      String note) {}

  private OffPolicy offPolicy(String target, String estimator) throws SQLException {
    String sql =
        """
        SELECT value, ci_low, ess, mean_weight, max_weight, delta_low, delta_high, note
        FROM read_parquet('%s/store/tables/ope/*/*.parquet') WHERE target = ? AND estimator = ?
        """
            .formatted(folder);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement query = duck.prepareStatement(sql)) {
      query.setString(1, target);
      query.setString(2, estimator);
      try (ResultSet row = query.executeQuery()) {
        assertThat(row.next()).as("%s, %s", target, estimator).isTrue();
        return new OffPolicy(
            row.getDouble(1),
            row.getDouble(2),
            row.getDouble(3),
            row.getDouble(4),
            row.getDouble(5),
            row.getDouble(6),
            row.getDouble(7),
            row.getString(8));
      }
    }
  }

  @Test
  @Tag("heavy")
  void movieLens() throws Exception {
    JsonNode metrics = run("movielens-small", "conf/movielens.conf");
    assertThat(metrics.findValuesAsText("metric")).contains("nDCG@10", "ROC-AUC");
    assertThat(metrics.findValuesAsText("model")).contains("popularity", "logistic", "gbt");
  }

  /** Position bias of a log without random traffic: harvested, by EM and by click models. */
  @Test
  @Tag("heavy")
  void yandexClicks() throws Exception {
    JsonNode metrics = run("yandex-clicks", "conf/yandex-clicks.conf");
    assertThat(metrics.findValuesAsText("estimator")).contains("ips");
    assertThat(output)
        .contains("Agreement of methods: all")
        .contains("position-based, harvest", "position-based, em", "dbn")
        .contains("quarantined: position_missing: 417");
    run("yandex-clicks", "conf/yandex-clicks.conf", "propensity.contexts=[busiest_query]");
    List<List<String>> tests = ratioTests();
    tests.forEach(System.out::println);
    assertThat(tests).hasSize(18);
    assertThat(rejected(tests)).isEqualTo(List.of("false 2", "false 3", "false 4"));
  }

  /** Contexts and positions whose ratio is not one, corrected over both contexts. */
  private static List<String> rejected(List<List<String>> tests) {
    return tests.stream()
        .filter(test -> test.get(5).matches("<?0\\.0[0-4].*"))
        .map(test -> test.get(0) + " " + test.get(1))
        .toList();
  }

  /** The report's rows of Cochran's Q: context, position, Q, degrees of freedom, p, p (Holm). */
  private List<List<String>> ratioTests() {
    String table = output.substring(output.indexOf("Q of the ratio to position 1"));
    return Pattern.compile("<tr>(.*?)</tr>", Pattern.DOTALL)
        .matcher(table.substring(0, table.indexOf("</table>")))
        .results()
        .map(row -> CELL.matcher(row.group(1)).results().map(cell -> cell.group(1)).toList())
        .filter(cells -> !cells.isEmpty())
        .toList();
  }

  private static final Pattern CELL = Pattern.compile("<td[^>]*>([^<]*)");

  private String output;

  private JsonNode run(String data, String config, String... settings) throws Exception {
    assumeTrue(
        Files.isDirectory(DATA.resolve(data)),
        () -> "skipped: no folder " + DATA.resolve(data) + " (-Drankproof.data=DIR names another)");
    Path store = folder.resolve(settings.length == 0 ? "store" : "other");
    List<String> arguments = new ArrayList<>(List.of("run", "--config", config));
    arguments.addAll(List.of("--store", store.toString(), "--run-id", "real"));
    arguments.addAll(List.of("--set", "data.dir=" + DATA));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    Product.Outcome outcome = Product.rankproof(arguments.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    System.out.println(outcome.out());
    output = outcome.out() + Files.readString(store.resolve("runs/real/report.html"));
    return Json.read(store.resolve("runs/real/metrics.json"));
  }
}
