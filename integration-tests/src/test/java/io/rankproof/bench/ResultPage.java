package io.rankproof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page with places, each between two marks, that runs fill with their tables. */
public record ResultPage(Path path) {

  /** Puts a table in its place. */
  public void write(String place, String table) {
    String begin = "<!-- begin " + place + " -->";
    String end = "<!-- end " + place + " -->";
    try {
      String text = Files.readString(path);
      int from = text.indexOf(begin);
      int to = text.indexOf(end);
      if (from < 0 || to < from) {
        throw new IllegalStateException(path + " has no place between " + begin + " and " + end);
      }
      Files.writeString(
          path, text.substring(0, from + begin.length()) + "\n" + table + text.substring(to));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
