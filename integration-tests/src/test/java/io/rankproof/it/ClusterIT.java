package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shaded jar on a real standalone cluster says what it says on a laptop. */
@Tag("slow")
class ClusterIT {
  @TempDir Path folder;

  @Test
  void theSameNumbersOnTwoExecutors() throws Exception {
    Path store = folder.resolve("store");
    Path metrics = store.resolve("runs/one/metrics.json");
    try (StandaloneCluster cluster = StandaloneCluster.start(sparkHome())) {
      Product.Outcome whole = cluster.submit(arguments("run", store));
      assertThat(whole.exitCode()).as(whole.toString()).isZero();
      assertThat(cluster.workersThatWorked()).isEqualTo(2);
    }
    JsonNode onCluster = Json.read(metrics);

    Files.delete(metrics);
    for (String job : new String[] {"evaluate", "report"}) {
      Product.Outcome again = Product.rankproof(arguments(job, store));
      assertThat(again.exitCode()).as(again.toString()).isZero();
    }
    Json.assertClose(Json.read(metrics), onCluster, 1e-9, "metrics");
  }

  /** Outside the temporary folder: it holds links, which are not to be followed when deleting. */
  private static Path sparkHome() throws IOException {
    return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "spark-home");
  }

  private static String[] arguments(String job, Path store) {
    return new String[] {
      job,
      "--config",
      Product.HOME.resolve("conf/quickstart.conf").toString(),
      "--store",
      store.toString(),
      "--run-id",
      "one",
      "--set",
      "simulate.requests=4000",
      "--set",
      "train.models.gbt.params.maxIter=3",
      "--set",
      "evaluate.replicates=200"
    };
  }
}
