package io.rankproof.result;

/**
 * Where it was measured.
 *
 * @param slice segment name, or names joined by {@code *}; {@code all} for every request
 * @param value the segment's value, or values joined by {@code *}
 */
public record SliceKey(String slice, String value) {
  /** Every request. */
  public static final SliceKey ALL = new SliceKey("all", "all");

  public boolean isAll() {
    return equals(ALL);
  }

  /** For people: {@code platform = ios}. */
  public String shown() {
    return isAll() ? "all" : slice + " = " + value;
  }
}
