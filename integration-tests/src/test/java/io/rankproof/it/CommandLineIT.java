package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the jar, as scripts rely on them. */
class CommandLineIT {
  private static final long FIRST_JOB_SECONDS = 10;

  @TempDir Path folder;

  @Test
  void helpListsTheJobs() {
    Product.Outcome help = Product.rankproof("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("simulate", "prepare", "propensity", "train", "score", "evaluate")
        .contains("decide", "report", "run", "config", "Exit codes");
  }

  @Test
  void configPrintsEveryKey() {
    Product.Outcome config = Product.rankproof("config");
    assertThat(config.exitCode()).isZero();
    assertThat(config.out()).contains("# Seed of every random choice").contains("replicates");
  }

  @Test
  void aWrongConfigIsOneLineAndExitCode2AndNothingIsWritten() throws Exception {
    Path config = Files.writeString(folder.resolve("c.conf"), "sedd = 3");
    Product.Outcome outcome =
        Product.rankproof("run", "--config", config.toString(), "--store", folder + "/store");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .startsWith("rankproof: sedd: unknown key")
        .contains("did you mean seed?");
    assertThat(folder.resolve("store")).doesNotExist();
  }

  @Test
  void theFirstSparkJobStartsWithinTenSeconds() throws Exception {
    // Any of three, since other processes may have the cores.
    boolean soon = false;
    for (int i = 0; i < 3 && !soon; i++) {
      Duration took = toFirstJob(Files.createDirectory(folder.resolve("" + i)));
      System.out.println("first Spark job after " + took);
      soon = took.compareTo(BareSpark.limit(took, FIRST_JOB_SECONDS, 1.4)) <= 0;
    }
    assertThat(soon).as("the first Spark job starts in time").isTrue();
  }

  /** From the command to the first job in Spark's own event log. */
  private static Duration toFirstJob(Path folder) throws Exception {
    Path events = Files.createDirectory(folder.resolve("events"));
    List<String> command =
        List.of(
            Product.HOME.resolve("rankproof").toString(),
            "simulate",
            "--config",
            "conf/quickstart.conf",
            "--store",
            folder.resolve("store").toString(),
            "--set",
            "simulate.requests=1000");
    String options =
        "-Dspark.eventLog.enabled=true -Dspark.eventLog.compress=false -Dspark.eventLog.dir="
            + events.toUri();
    long started = System.currentTimeMillis();
    Product.Outcome run =
        Product.run(command, Map.of("RANKPROOF_JAVA_OPTS", options), Product.HANGS);
    assertThat(run.exitCode()).as(run.toString()).isZero();
    try (Stream<Path> files = Files.walk(events)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.contains("SparkListenerJobStart")) {
            long submitted = new ObjectMapper().readTree(line).get("Submission Time").asLong();
            return Duration.ofMillis(submitted - started);
          }
        }
      }
    }
    throw new AssertionError("no Spark job in " + events);
  }

  @Test
  void theJarHoldsOnlyOurPackagesAndOneScript() throws Exception {
    try (JarFile jar = new JarFile(Product.JAR.toFile())) {
      List<String> foreign =
          jar.stream()
              .filter(entry -> !entry.isDirectory())
              .map(java.util.zip.ZipEntry::getName)
              .filter(name -> !name.startsWith("io/rankproof/"))
              .toList();
      assertThat(foreign.stream().filter(name -> name.endsWith(".class"))).isEmpty();
      assertThat(new TreeSet<>(foreign.stream().filter(n -> n.endsWith(".js")).toList()))
          .containsExactly("META-INF/resources/webjars/echarts/5.5.0/echarts.min.js");
      assertThat(
              jar.stream()
                  .map(java.util.zip.ZipEntry::getName)
                  .filter(name -> name.matches("io/rankproof/shaded/[^/]+/.*"))
                  .map(name -> name.split("/")[3])
                  .collect(Collectors.toSet()))
          .contains("config", "picocli", "jte");
    }
  }
}
