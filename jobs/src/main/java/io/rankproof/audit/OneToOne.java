package io.rankproof.audit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How nearly a feature has one value per id and one id per value, over the rows that have both. A
 * row is in a one-to-one pair where the pair has most of the rows of its value and most of those of
 * its id. A sample in which neither comes again proves nothing: what it shows is an upper bound.
 */
final class OneToOne {
  private static final int REPEATED = 2;

  /** Values and ids by row, as codes from 0; -1: missing. */
  private final int[] codes;

  private final int[] ids;
  private final int fewest;
  private final int[] ofCode;
  private final int[] ofId;

  /**
   * @param fewest ids that it takes to tell
   */
  OneToOne(int[] codes, int[] ids, int fewest) {
    this.codes = codes;
    this.ids = ids;
    this.fewest = fewest;
    ofCode = counts(codes);
    ofId = counts(ids);
  }

  /**
   * Share of the rows in one-to-one pairs: of all rows, or of those whose id comes again where it
   * is smaller and the ids are enough. Empty where there are too few ids.
   */
  OptionalDouble share() {
    OptionalDouble all = share(1);
    OptionalDouble repeated = share(REPEATED);
    return repeated.isPresent()
        ? OptionalDouble.of(Math.min(all.orElse(1), repeated.getAsDouble()))
        : all;
  }

  private OptionalDouble share(int leastRows) {
    if (Arrays.stream(ofId).filter(rows -> rows >= leastRows).count() < fewest) {
      return OptionalDouble.empty();
    }
    Map<Long, Integer> pairs = new HashMap<>();
    int rows = 0;
    for (int row = 0; row < codes.length; row++) {
      if (isPresent(row) && ofId[ids[row]] >= leastRows) {
        rows++;
        pairs.merge(((long) codes[row] << Integer.SIZE) | ids[row], 1, Integer::sum);
      }
    }
    long paired = 0;
    for (Map.Entry<Long, Integer> pair : pairs.entrySet()) {
      long twice = 2L * pair.getValue();
      int code = (int) (pair.getKey() >> Integer.SIZE);
      int id = pair.getKey().intValue();
      paired += twice > ofCode[code] && twice > ofId[id] ? pair.getValue() : 0;
    }
    return OptionalDouble.of((double) paired / rows);
  }

  private boolean isPresent(int row) {
    return codes[row] >= 0 && ids[row] >= 0;
  }

  /** Rows by code, of those that have both: a single row of another id shares a value, too. */
  private int[] counts(int[] of) {
    int[] counts = new int[Arrays.stream(of).max().orElse(-1) + 1];
    for (int row = 0; row < of.length; row++) {
      if (isPresent(row)) {
        counts[of[row]]++;
      }
    }
    return counts;
  }
}
