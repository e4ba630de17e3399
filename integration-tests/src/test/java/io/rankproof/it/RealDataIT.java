package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configs for public data sets, on the data where they are there. */
@Tag("slow")
class RealDataIT {
  private static final Path DATA = Path.of(System.getProperty("rankproof.data"));

  @TempDir Path folder;

  @Test
  void openBandit() throws Exception {
    JsonNode metrics = run("open-bandit-men", "conf/open-bandit.conf");
    assertThat(metrics.findValuesAsText("metric"))
        .contains("ROC-AUC", "LogLoss")
        .noneMatch(metric -> metric.startsWith("nDCG"));
    assertThat(output).contains("nDCG").contains("fewer than half: nothing is ranked here");
  }

  @Test
  void movieLens() throws Exception {
    JsonNode metrics = run("movielens-small", "conf/movielens.conf");
    assertThat(metrics.findValuesAsText("metric")).contains("nDCG@10", "ROC-AUC");
    assertThat(metrics.findValuesAsText("model")).contains("popularity", "logistic", "gbt");
  }

  /** Position bias of a log without random traffic: harvested, by EM and by click models. */
  @Test
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
