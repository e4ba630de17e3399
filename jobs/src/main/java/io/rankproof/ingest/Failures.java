package io.rankproof.ingest;

/** What went wrong inside Spark, short enough for a terminal. */
public final class Failures {
  private static final int MOST = 300;

  private Failures() {}

  /** The innermost failure's first line. */
  public static String line(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String line = text.strip().lines().findFirst().orElse(text).strip();
    return line.length() > MOST ? line.substring(0, MOST) + "..." : line;
  }
}
