package io.rankproof.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import picocli.CommandLine.IVersionProvider;

/** Version of the code, kept with every run. */
final class Version implements IVersionProvider {
  private static final String CURRENT = release() + build(source());

  /**
   * The project's version and, from a jar, a checksum of what is in it: a run that other code has
   * begun is not taken for finished.
   */
  static String current() {
    return CURRENT;
  }

  private static String release() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/io/rankproof/version.properties")) {
      build.load(in);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return build.getProperty("version");
  }

  private static Path source() {
    CodeSource source = Version.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? Path.of("") : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException | IllegalArgumentException notAFile) {
      return Path.of("");
    }
  }

  /** {@code +1a2b3c4d}, of names and checksums in the jar's directory; empty for no jar. */
  static String build(Path jar) {
    if (!Files.isRegularFile(jar)) {
      return "";
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      List<String> entries =
          file.stream()
              .filter(entry -> entry.getName().startsWith("io/rankproof/"))
              .map(entry -> entry.getName() + ":" + entry.getCrc())
              .sorted()
              .toList();
      CRC32 sum = new CRC32();
      entries.forEach(entry -> sum.update(entry.getBytes(StandardCharsets.UTF_8)));
      return String.format("+%08x", sum.getValue());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"rankproof " + current()};
  }
}
