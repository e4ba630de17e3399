package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a clean clone: it builds the jar, and nothing but the jar, then runs. */
@Tag("slow")
class FirstUseIT {
  private static final Set<String> NOT_CLONED = Set.of("target", ".git");

  @TempDir Path clone;

  @Test
  void buildsWithoutRunningTests() throws Exception {
    copy(Product.HOME, clone);
    Product.Outcome help =
        Product.run(
            List.of(clone.resolve("rankproof").toString(), "--help"), Map.of(), Product.HANGS);
    assertThat(help.exitCode()).as(help.toString()).isZero();
    assertThat(help.err()).startsWith("rankproof: building");
    assertThat(help.out()).contains("Exit codes");
    assertThat(clone.resolve("jobs/target/rankproof.jar")).exists();
    assertThat(clone.resolve("udfs/target/surefire-reports")).doesNotExist();
    assertThat(clone.resolve("jobs/target/surefire-reports")).doesNotExist();
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> entries;
    try (Stream<Path> children = Files.list(from)) {
      entries = children.filter(p -> !NOT_CLONED.contains(p.getFileName().toString())).toList();
    }
    for (Path entry : entries) {
      Path target = to.resolve(entry.getFileName());
      Files.copy(entry, target);
      if (Files.isDirectory(entry)) {
        copy(entry, target);
      }
    }
  }
}
