package io.rankproof.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run measures, from system properties that begin with {@code rankproof.bench.}.
 *
 * @param rows sizes of the tables, such as {@code 1m,10m}
 * @param cases names of the cases
 * @param rounds timed rounds of each case; medians want 5
 * @param folder where the tables are kept between runs
 * @param document page whose tables the run rewrites
 */
public record BenchSettings(
    List<Long> rows, List<String> cases, int rounds, Path folder, Optional<Path> document) {
  private static final String PREFIX = "rankproof.bench.";
  private static final String ALL = "all";

  static BenchSettings fromProperties() {
    return new BenchSettings(
        list("rows", "1m").stream().map(BenchSettings::rows).toList(),
        list("cases", ALL),
        Integer.parseInt(text("rounds", "1")),
        Path.of(text("dir", "target/benchmark")).toAbsolutePath(),
        page());
  }

  /** The page that is to be rewritten, a path from the project's folder on. */
  public static Optional<Path> page() {
    Path home = Path.of(System.getProperty("rankproof.home"));
    return Optional.of(text("document", "")).filter(path -> !path.isBlank()).map(home::resolve);
  }

  /** Whether a case is asked for. */
  boolean wants(String name) {
    return cases.contains(ALL) || cases.contains(name);
  }

  /** Refuses what would measure nothing. */
  void check(List<String> known) {
    List<String> unknown =
        cases.stream().filter(c -> !c.equals(ALL) && !known.contains(c)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          PREFIX + "cases: unknown " + unknown + "; allowed: " + ALL + ", " + known);
    }
  }

  private static List<String> list(String name, String otherwise) {
    return Arrays.stream(text(name, otherwise).split(",")).map(String::strip).toList();
  }

  private static String text(String name, String otherwise) {
    return System.getProperty(PREFIX + name, otherwise);
  }

  private static long rows(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!lower.matches("[1-9][0-9]*[km]?")) {
      throw new IllegalArgumentException(
          PREFIX + "rows: '" + text + "' is no size; allowed: a number such as 200k, 1m, 10m");
    }
    long factor = lower.endsWith("m") ? 1_000_000 : lower.endsWith("k") ? 1_000 : 1;
    return factor * Long.parseLong(lower.replaceAll("[km]", ""));
  }

  /** A size as it is written in {@code rows}. */
  static String title(long rows) {
    return rows % 1_000_000 == 0
        ? rows / 1_000_000 + "m"
        : rows % 1_000 == 0 ? rows / 1_000 + "k" : Long.toString(rows);
  }
}
