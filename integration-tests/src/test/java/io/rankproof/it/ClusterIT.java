package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shaded jar on a real standalone cluster says what it says on a laptop. */
@Tag("slow")
class ClusterIT {
  /** Fits sum in another order on a cluster; their metrics may differ by this much. */
  private static final double MODEL_TOLERANCE = 1e-3;

  @TempDir Path folder;

  @Test
  void theSameNumbersOnTwoExecutors() throws Exception {
    Path store = folder.resolve("store");
    Product.Outcome local = Product.rankproof(arguments("run", store, "local"));
    assertThat(local.exitCode()).as(local.toString()).isZero();
    JsonNode localMetrics = Json.read(store.resolve("runs/local/metrics.json"));

    try (StandaloneCluster cluster = StandaloneCluster.start(sparkHome())) {
      Files.delete(store.resolve("runs/local/metrics.json"));
      for (String job : new String[] {"evaluate", "report"}) {
        Product.Outcome again = cluster.submit(arguments(job, store, "local"));
        assertThat(again.exitCode()).as(again.toString()).isZero();
      }
      Json.assertClose(
          Json.read(store.resolve("runs/local/metrics.json")), localMetrics, 1e-9, "metrics");
      assertThat(cluster.workersThatWorked()).isEqualTo(2);

      Product.Outcome whole = cluster.submit(arguments("run", store, "cluster"));
      assertThat(whole.exitCode()).as(whole.toString()).isZero();
    }
    JsonNode cluster = Json.read(store.resolve("runs/cluster/metrics.json"));
    assertModelsAgree((ArrayNode) cluster.get("metrics"), (ArrayNode) localMetrics.get("metrics"));
  }

  /** Outside the temporary folder: it holds links, which are not to be followed when deleting. */
  private static Path sparkHome() throws IOException {
    return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "spark-home");
  }

  private static void assertModelsAgree(ArrayNode actual, ArrayNode expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      JsonNode left = actual.get(i);
      JsonNode right = expected.get(i);
      String where = right.get("model").asText() + " " + right.get("metric").asText();
      assertThat(left.get("model")).as(where).isEqualTo(right.get("model"));
      Json.assertClose(left.get("value"), right.get("value"), MODEL_TOLERANCE, where);
    }
  }

  private static String[] arguments(String job, Path store, String run) {
    return new String[] {
      job,
      "--config",
      Product.HOME.resolve("conf/quickstart.conf").toString(),
      "--store",
      store.toString(),
      "--run-id",
      run,
      "--set",
      "simulate.requests=4000",
      "--set",
      "evaluate.replicates=200"
    };
  }
}
