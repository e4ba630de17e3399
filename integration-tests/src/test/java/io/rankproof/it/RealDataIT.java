package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
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
  }

  private String output;

  private JsonNode run(String data, String config) throws Exception {
    assumeTrue(
        Files.isDirectory(DATA.resolve(data)),
        () -> "skipped: no folder " + DATA.resolve(data) + " (-Drankproof.data=DIR names another)");
    Path store = folder.resolve("store");
    Product.Outcome outcome =
        Product.rankproof(
            "run",
            "--config",
            config,
            "--store",
            store.toString(),
            "--run-id",
            "real",
            "--set",
            "data.dir=" + DATA);
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    System.out.println(outcome.out());
    output = outcome.out() + Files.readString(store.resolve("runs/real/report.html"));
    return Json.read(store.resolve("runs/real/metrics.json"));
  }
}
