package io.rankproof.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The page of measurements: a benchmark rewrites its own section, between two markers, with date
 * and machine. {@code -Drankproof.benchmark.page=FILE} names the page; without it nothing is
 * written.
 */
public final class BenchmarkPage {
  private BenchmarkPage() {}

  /** Replaces the section {@code name}, or adds it at the end. */
  public static void write(String name, List<String> lines) throws IOException {
    String page = System.getProperty("rankproof.benchmark.page", "");
    if (page.isBlank()) {
      return;
    }
    Path file = Path.of(page);
    String begin = "<!-- measured: " + name + " -->";
    String end = "<!-- end: " + name + " -->";
    List<String> section = new ArrayList<>(List.of(begin));
    section.add(LocalDate.now(ZoneOffset.UTC) + ", " + machine() + ".");
    section.addAll(lines);
    section.add(end);
    String text = Files.exists(file) ? Files.readString(file) : "# Measured speed\n";
    String written = String.join("\n", section);
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    String changed =
        from < 0
            ? text.stripTrailing() + "\n\n" + written + "\n"
            : text.substring(0, from) + written + text.substring(to + end.length());
    Files.writeString(file, changed, StandardCharsets.UTF_8);
  }

  private static String machine() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    String processor =
        Files.exists(info)
            ? Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"))
            : System.getProperty("os.arch");
    return Runtime.getRuntime().availableProcessors()
        + " cores of "
        + processor
        + ", heap "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MB, Java "
        + Runtime.version().feature()
        + ", Spark "
        + TestSpark.session().version();
  }
}
