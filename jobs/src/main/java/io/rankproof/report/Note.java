package io.rankproof.report;

/** Sentences to be seen: a limit of what the numbers mean, or a reason why there are none. */
public record Note(Level level, String text) implements Block {
  /** How loud. */
  public enum Level {
    INFO,
    WARNING;

    /** Name of its style. */
    public String style() {
      return this == INFO ? "note" : "note warning";
    }
  }

  static Note info(String text) {
    return new Note(Level.INFO, text);
  }

  static Note warning(String text) {
    return new Note(Level.WARNING, text);
  }
}
