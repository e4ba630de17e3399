package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed at any moment and run again, a run ends as if it had never been killed. */
@Tag("slow")
class KilledRunIT {
  private static final int KILLS = 2;

  /** MLlib's fits add up in another order each time. */
  private static final double TOLERANCE = 1e-6;

  @TempDir Path folder;

  @Test
  void endsInTheSameTables() throws Exception {
    Product.Outcome calm = Product.rankproof(arguments(folder.resolve("calm")));
    assertThat(calm.exitCode()).as(calm.toString()).isZero();

    Path store = folder.resolve("killed");
    Random moments = new Random(20260101);
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      long millis = 3000L + moments.nextInt((int) calm.took().toMillis() / 2);
      killed += Product.kill(Duration.ofMillis(millis), arguments(store)) ? 1 : 0;
    }
    assertThat(killed).as("runs that were killed before they ended").isPositive();
    Product.Outcome last = Product.rankproof(arguments(store));
    assertThat(last.exitCode()).as(last.toString()).isZero();

    for (String file : List.of("metrics.json", "decision.json")) {
      Json.assertClose(
          Json.read(store.resolve("runs/r/" + file)),
          Json.read(folder.resolve("calm/runs/r/" + file)),
          TOLERANCE,
          file);
    }
    assertThat(Files.exists(store.resolve("runs/r/report.html"))).isTrue();
  }

  private static String[] arguments(Path store) {
    return new String[] {
      "run",
      "--config",
      "conf/quickstart.conf",
      "--store",
      store.toString(),
      "--run-id",
      "r",
      "--set",
      "simulate.requests=3000",
      "--set",
      "train.models.gbt.params.maxIter=3",
      "--set",
      "evaluate.replicates=100"
    };
  }
}
