package io.rankproof.label;

/** Where engagements fell, as columns of the rows on their way to {@code examples}. */
enum Tally {
  IN,
  EARLY,
  LATE,
  UNTIMED;

  String of(String engagement) {
    return "_" + name().toLowerCase(java.util.Locale.ROOT) + "_" + engagement;
  }
}
