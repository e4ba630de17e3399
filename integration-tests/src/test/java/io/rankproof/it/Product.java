package io.rankproof.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product as a user has it: the folder with the launcher, the configs and the jar. */
final class Product {
  static final Path HOME = Path.of(System.getProperty("rankproof.home"));
  static final Path JAR = HOME.resolve("jobs/target/rankproof.jar");

  /** What takes longer hangs: a whole run took six minutes where others had both cores. */
  static final Duration HANGS = Duration.ofMinutes(20);

  private Product() {}

  /** What a finished command left. */
  record Outcome(int exitCode, String out, String err, Duration took) {
    @Override
    public String toString() {
      return "exit code " + exitCode + " after " + took + "\n" + out + "\n" + err;
    }
  }

  /** Runs {@code ./rankproof}. */
  static Outcome rankproof(String... arguments) {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("rankproof").toString()));
    command.addAll(List.of(arguments));
    return run(command, Map.of("RANKPROOF_HEAP", "4g"), HANGS);
  }

  /** Starts {@code ./rankproof} and kills it, as a power cut would; false if it had ended. */
  static boolean kill(Duration after, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("rankproof").toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(HOME.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean ended = process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
    return !ended;
  }

  /** Runs a command and waits for it; kills it at the limit. */
  static Outcome run(List<String> command, Map<String, String> environment, Duration limit) {
    try {
      File out = File.createTempFile("rankproof", ".out");
      File err = File.createTempFile("rankproof", ".err");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(HOME.toFile()).redirectOutput(out).redirectError(err);
      builder.environment().putAll(environment);
      long started = System.nanoTime();
      Process process = builder.start();
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            command + " still ran after " + limit + "\n" + text(out) + text(err));
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      return new Outcome(process.exitValue(), text(out), text(err), took);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Class path of what a cluster provides: Spark and Delta. */
  static List<Path> provided() throws IOException {
    String text = Files.readString(HOME.resolve("jobs/target/provided.classpath")).strip();
    return List.of(text.split(File.pathSeparator)).stream().map(Path::of).toList();
  }

  private static String text(File file) throws IOException {
    String text = Files.readString(file.toPath());
    Files.delete(file.toPath());
    return text;
  }
}
