package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the jar, as scripts rely on them. */
class CommandLineIT {
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
