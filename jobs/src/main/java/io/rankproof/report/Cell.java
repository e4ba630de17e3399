package io.rankproof.report;

/**
 * A cell of a table.
 *
 * @param detail smaller text under the main one; may be empty
 */
public record Cell(String text, String detail, Tone tone) {
  /** What it means for the candidate. */
  public enum Tone {
    NEUTRAL,
    GOOD,
    BAD,
    UNSURE;

    /** Name of its style. */
    public String style() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static Cell of(String text) {
    return new Cell(text, "", Tone.NEUTRAL);
  }

  static Cell of(String text, String detail) {
    return new Cell(text, detail, Tone.NEUTRAL);
  }

  Cell toned(Tone other) {
    return new Cell(text, detail, other);
  }
}
