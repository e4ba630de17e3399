package io.rankproof.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Version of the code, kept with every run. */
final class Version implements IVersionProvider {
  /** The project's version, as the build wrote it. */
  static String current() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/io/rankproof/version.properties")) {
      build.load(in);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return build.getProperty("version");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"rankproof " + current()};
  }
}
