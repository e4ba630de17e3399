package io.rankproof.evaluate;

import io.rankproof.rows.SegmentCoder;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One value of a slice.
 *
 * @param slice the slice
 * @param keys the value of each of its segments
 * @param rows rows that have it
 */
record SliceValue(Slice slice, List<String> keys, long rows) implements Serializable {
  /** A row without a value of the segment. */
  static final String MISSING = SegmentCoder.MISSING;

  /** Everything, whose rows nobody has counted. */
  static final SliceValue ALL = new SliceValue(Slice.ALL, List.of(), 0);

  static final Comparator<SliceValue> LARGEST_FIRST =
      Comparator.comparingLong((SliceValue value) -> -value.rows())
          .thenComparing(SliceValue::title);

  // Lists that are views of others (List.subList) cannot be sent to executors.
  SliceValue {
    keys = List.copyOf(keys);
  }

  /** The same value with another number of rows. */
  SliceValue of(long otherRows) {
    return new SliceValue(slice, keys, otherRows);
  }

  /** How tables name it: no two values of a slice alike. */
  String title() {
    return switch (keys.size()) {
      case 0 -> "all";
      case 1 -> keys.get(0);
      default ->
          keys.stream().map(SliceValue::escaped).collect(Collectors.joining(Slice.SEPARATOR));
    };
  }

  private static String escaped(String key) {
    return key.replace("\\", "\\\\").replace(Slice.SEPARATOR, "\\" + Slice.SEPARATOR);
  }
}
