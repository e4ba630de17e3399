package io.rankproof.job;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a person reads while jobs run. */
public final class Console {
  private static final long MANY_ROWS = 1_000;

  private final PrintStream out;
  private List<String> last = List.of();

  public Console(PrintStream out) {
    this.out = out;
  }

  /** A line of its own. */
  public void line(String text) {
    out.println(text);
  }

  /**
   * A job has finished: its seconds, the rows that it wrote and, where they are many, its speed.
   */
  public void finished(String job, long rows, Duration took) {
    double seconds = Math.max(took.toMillis(), 1) / 1000.0;
    if (rows == 0) {
      line(String.format(Locale.ROOT, "%-11s %18s  %7.1f s", job, "", seconds));
      return;
    }
    String speed =
        rows < MANY_ROWS ? "" : String.format(Locale.ROOT, "  %,12.0f rows/s", rows / seconds);
    line(String.format(Locale.ROOT, "%-11s %,13d rows  %7.1f s%s", job, rows, seconds, speed));
  }

  /** Keeps what has to be the last thing people read; replaces what was kept before. */
  public void closing(List<String> lines) {
    last = List.copyOf(lines);
  }

  /** All jobs are done: prints what was kept for the end. */
  public void close() {
    last.forEach(this::line);
    last = List.of();
  }

  /** A detail of the job before it. */
  public void detail(String text) {
    line("              " + text);
  }
}
