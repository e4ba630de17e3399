package io.rankproof.config;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The nearest right word for a wrong one, for error messages. */
public final class Nearest {
  private Nearest() {}

  /** A clause such as {@code "; did you mean time?"}, or nothing when no word is near. */
  public static String hint(String wrong, Collection<String> right) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return right.stream()
        .min(Comparator.comparingInt(word -> distance.apply(wrong, word)))
        .filter(
            word ->
                word.startsWith(wrong)
                    || distance.apply(wrong, word) <= Math.max(2, wrong.length() / 2))
        .map(word -> "; did you mean " + word + "?")
        .orElse("");
  }
}
