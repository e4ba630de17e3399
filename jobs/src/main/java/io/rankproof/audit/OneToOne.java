package io.rankproof.audit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How nearly a feature has one value per id and one id per value, over the rows that have both. A
 * row is in a one-to-one pair where the pair has most of the rows of its value and most of those of
 * its id. Ids with one row prove nothing and are left out, unless there are no others.
 */
final class OneToOne {
  private static final int REPEATED = 2;

  /** Values and ids by row, as codes from 0; -1: missing. */
  private final int[] codes;

  private final int[] ids;
  private final int fewest;

  /**
   * @param fewest ids that it takes to tell
   */
  OneToOne(int[] codes, int[] ids, int fewest) {
    this.codes = codes;
    this.ids = ids;
    this.fewest = fewest;
  }

  /**
   * Share of the rows in one-to-one pairs.
   *
   * @param onlyRepeated whether nothing is said where hardly an id has a second row
   */
  OptionalDouble share(boolean onlyRepeated) {
    OptionalDouble repeated = share(REPEATED);
    return repeated.isPresent() || onlyRepeated ? repeated : share(1);
  }

  private OptionalDouble share(int leastRows) {
    int[] ofId = counts(ids, this::isPresent);
    Separation.Mask used = row -> isPresent(row) && ofId[ids[row]] >= leastRows;
    int[] ofCode = counts(codes, used);
    if (Arrays.stream(ofId).filter(rows -> rows >= leastRows).count() < fewest) {
      return OptionalDouble.empty();
    }
    Map<Long, Integer> pairs = new HashMap<>();
    int rows = 0;
    for (int row = 0; row < codes.length; row++) {
      if (used.has(row)) {
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

  private static int[] counts(int[] codes, Separation.Mask used) {
    int[] counts = new int[Arrays.stream(codes).max().orElse(-1) + 1];
    for (int row = 0; row < codes.length; row++) {
      if (used.has(row)) {
        counts[codes[row]]++;
      }
    }
    return counts;
  }
}
