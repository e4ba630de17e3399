package io.rankproof.label;

/** Columns that tallied engagements have on their way to {@code examples}. */
public final class Tallied {
  private Tallied() {}

  /** Microseconds from the impression to the first event at or after it; null without one. */
  public static String elapsed(String engagement) {
    return "_elapsed_" + engagement;
  }

  /** How many events fell into the window. */
  public static String times(String engagement) {
    return "_times_" + engagement;
  }

  /** The sum of what the events in the window were worth. */
  public static String amount(String engagement) {
    return "_worth_" + engagement;
  }
}
