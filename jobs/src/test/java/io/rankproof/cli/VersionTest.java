package io.rankproof.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionTest {
  @TempDir Path folder;

  @Test
  void otherCodeIsAnotherBuild() throws IOException {
    String one = Version.build(jar("one", "io/rankproof/A.class", "first"));
    assertThat(one).matches("\\+[0-9a-f]{8}");
    assertThat(Version.build(jar("same", "io/rankproof/A.class", "first"))).isEqualTo(one);
    assertThat(Version.build(jar("changed", "io/rankproof/A.class", "second"))).isNotEqualTo(one);
    assertThat(Version.build(jar("renamed", "io/rankproof/B.class", "first"))).isNotEqualTo(one);
  }

  @Test
  void classesInAFolderHaveNoBuild() {
    assertThat(Version.build(folder)).isEmpty();
    assertThat(Version.current()).matches("\\d+\\.\\d+\\.\\d+");
  }

  private Path jar(String name, String entry, String content) throws IOException {
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(entry));
      out.write(content.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    return jar;
  }
}
