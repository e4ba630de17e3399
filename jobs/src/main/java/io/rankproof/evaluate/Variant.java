package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of a slice's requests count.
 *
 * @param randomised only those shown in random order
 * @param common a model: only those where neither it nor the baseline lacks a score (of rows: or
 *     the prediction that losses need); {@link #ANY}: whoever lacks them
 */
record Variant(boolean randomised, int common) implements Serializable {
  static final int ANY = -1;
  static final Variant PLAIN = new Variant(false, ANY);

  /**
   * All variants that a log calls for.
   *
   * @param randomised whether it has a randomised slice
   * @param incomplete models that, with the baseline, lack scores somewhere
   */
  static List<Variant> all(boolean randomised, List<Integer> incomplete) {
    List<Variant> variants = new ArrayList<>();
    for (boolean random : randomised ? new boolean[] {false, true} : new boolean[] {false}) {
      variants.add(new Variant(random, ANY));
      incomplete.forEach(model -> variants.add(new Variant(random, model)));
    }
    return List.copyOf(variants);
  }

  /** Whether a request belongs to it. */
  boolean admits(boolean isRandomised, boolean[] lacks, int baseline) {
    return (!randomised || isRandomised) && (common == ANY || !(lacks[common] || lacks[baseline]));
  }
}
