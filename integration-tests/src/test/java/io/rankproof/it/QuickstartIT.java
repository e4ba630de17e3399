package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, on a laptop's resources. */
class QuickstartIT {
  @TempDir Path folder;

  @Test
  void fromNothingToAVerdictAndAReportInUnderThreeMinutes() throws Exception {
    Path store = folder.resolve("store");
    String[] command = {
      "run", "--config", "conf/quickstart.conf", "--store", store.toString(), "--run-id", "first"
    };
    Product.Outcome run = Product.rankproof(command);
    assertThat(run.exitCode()).as(run.toString()).isZero();
    System.out.println(run.out());
    System.out.println("quickstart took " + run.took());
    assertThat(run.took()).isLessThan(BareSpark.limit(run.took(), 180, 25));
    assertThat(run.out())
        .contains("nDCG@10", "production", "candidate", "ADVANCE_TO_AB_TEST")
        .contains("rows are read where they lie, without an exchange")
        .contains(store.resolve("runs/first/report.html").toString());
    assertThat(store.resolve("runs/first"))
        .isDirectoryContaining(f -> f.endsWith("report.html"))
        .isDirectoryContaining(f -> f.endsWith("decision.json"))
        .isDirectoryContaining(f -> f.endsWith("metrics.json"))
        .isDirectoryContaining(f -> f.endsWith("config.conf"));
    JsonNode decision = Json.read(store.resolve("runs/first/decision.json"));
    assertThat(decision.findValuesAsText("verdict")).contains("ADVANCE_TO_AB_TEST");

    JsonNode comparisons = Json.read(store.resolve("runs/first/metrics.json")).get("comparisons");
    assertThat(Families.assertAdjusted(comparisons)).anyMatch(size -> size > 2);

    String before = Files.readString(store.resolve("runs/first/metrics.json"));
    Product.Outcome again = Product.rankproof(command);
    assertThat(again.exitCode()).as(again.toString()).isZero();
    assertThat(again.out()).contains("evaluate", "finished before, kept");
    assertThat(Files.readString(store.resolve("runs/first/metrics.json"))).isEqualTo(before);

    Product.Outcome changed =
        Product.rankproof(
            "run",
            "--config",
            "conf/quickstart.conf",
            "--store",
            store.toString(),
            "--run-id",
            "first",
            "--set",
            "evaluate.replicates=2000");
    assertThat(changed.exitCode()).as(changed.toString()).isEqualTo(2);
    assertThat(changed.err()).contains("another config (changed: evaluate.replicates)");
  }
}
