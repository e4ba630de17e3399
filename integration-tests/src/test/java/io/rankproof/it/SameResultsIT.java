package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run says the same however it went: undisturbed, killed and started again, or by spark-submit of
 * the shaded jar on a cluster.
 */
@Tag("slow")
class SameResultsIT {
  private static final int KILLS = 2;

  /** Fits depend on the order of sums, by less than this. */
  private static final double RERUN_TOLERANCE = 1e-6;

  /** Partitions are others on a cluster: so are the sums of fits, and the metrics of models. */
  private static final double MODEL_TOLERANCE = 1e-3;

  private static final double EVALUATION_TOLERANCE = 1e-9;
  private static final Set<String> FITTED = Set.of("gbt", "logistic");

  @TempDir static Path folder;

  private static Product.Outcome calm;

  @BeforeAll
  static void undisturbed() {
    calm = Product.rankproof(arguments("calm"));
    assertThat(calm.exitCode()).as(calm.toString()).isZero();
  }

  @Test
  void killedAndStartedAgain() throws Exception {
    Random moments = new Random(20260101);
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      long millis = 3000L + moments.nextInt((int) calm.took().toMillis() / 2);
      killed += Product.kill(Duration.ofMillis(millis), arguments("killed")) ? 1 : 0;
    }
    assertThat(killed).as("runs that were killed before they ended").isPositive();
    Product.Outcome last = Product.rankproof(arguments("killed"));
    assertThat(last.exitCode()).as(last.toString()).isZero();

    for (String file : List.of("metrics.json", "decision.json")) {
      Json.assertClose(result("killed", file), result("calm", file), RERUN_TOLERANCE, file);
    }
    assertThat(run("killed").resolve("report.html")).exists();
  }

  @Test
  void onTwoExecutorsOfACluster() throws Exception {
    Path home = Files.createDirectory(folder.resolve("spark-home"));
    try (StandaloneCluster cluster = StandaloneCluster.start(home)) {
      Product.Outcome submitted = cluster.submit(arguments("cluster"));
      assertThat(submitted.exitCode()).as(submitted.toString()).isZero();
      assertThat(cluster.workersThatWorked()).isEqualTo(2);
    }
    assertThat(run("cluster").resolve("report.html")).exists();

    JsonNode actual = result("cluster", "metrics.json").get("metrics");
    JsonNode expected = result("calm", "metrics.json").get("metrics");
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      JsonNode right = expected.get(i);
      String model = right.get("model").asText();
      String where = model + " " + right.get("metric").asText();
      assertThat(actual.get(i).get("model")).as(where).isEqualTo(right.get("model"));
      if (FITTED.contains(model)) {
        Json.assertClose(actual.get(i).get("value"), right.get("value"), MODEL_TOLERANCE, where);
      } else {
        Json.assertClose(actual.get(i), right, EVALUATION_TOLERANCE, where);
      }
    }
  }

  private static Path run(String store) {
    return folder.resolve(store).resolve("runs/r");
  }

  private static JsonNode result(String store, String file) throws IOException {
    return Json.read(run(store).resolve(file));
  }

  private static String[] arguments(String store) {
    return new String[] {
      "run",
      "--config",
      Product.HOME.resolve("conf/quickstart.conf").toString(),
      "--store",
      folder.resolve(store).toString(),
      "--run-id",
      "r",
      "--set",
      "simulate.requests=4000",
      "--set",
      "train.models.gbt.params.maxIter=3",
      "--set",
      "evaluate.replicates=100"
    };
  }
}
