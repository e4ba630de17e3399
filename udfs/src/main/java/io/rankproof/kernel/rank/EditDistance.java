package io.rankproof.kernel.rank;

/** Levenshtein distance, for "did you mean". */
final class EditDistance {
  private EditDistance() {}

  static int between(String a, String b) {
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(swap, Math.min(previous[j], current[j - 1]) + 1);
      }
      int[] row = previous;
      previous = current;
      current = row;
    }
    return previous[b.length()];
  }
}
