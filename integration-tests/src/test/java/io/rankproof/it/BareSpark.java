package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Spark without Rankproof, in a process of its own: a session and one job. Hosts share caches and
 * memory with strangers, and what takes two minutes on one takes four on the next: where a limit in
 * seconds is passed, this tells whether it was the host.
 */
final class BareSpark {
  private BareSpark() {}

  /** The process. */
  public static void main(String[] arguments) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    spark.range(1000).selectExpr("id % 7 AS k").groupBy("k").count().collectAsList();
    spark.stop();
  }

  /**
   * A limit where the host decides.
   *
   * @param seconds enough on a host that has its two cores to itself, where this takes some seven
   * @param times as long as this takes, by the quicker one of two
   */
  static Duration limit(Duration took, long seconds, double times) throws IOException {
    Duration usual = Duration.ofSeconds(seconds);
    if (took.compareTo(usual) < 0) {
      return usual;
    }
    long bare = Math.min(once().toMillis(), once().toMillis());
    System.out.println("Spark without Rankproof takes " + bare + " ms");
    return Duration.ofMillis(Math.max(usual.toMillis(), Math.round(times * bare)));
  }

  private static Duration once() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Those that Spark needs: this test runs with them.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Dlog4j2"))
        .forEach(command::add);
    command.add("-cp");
    command.add(
        Stream.concat(Product.provided().stream(), Stream.of(Path.of("target", "test-classes")))
            .map(path -> path.toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(BareSpark.class.getName());
    Product.Outcome run = Product.run(command, Map.of(), Product.HANGS);
    assertThat(run.exitCode()).as(run.toString()).isZero();
    return run.took();
  }
}
