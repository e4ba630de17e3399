package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Finds the slice value of a row.
 *
 * @param slice the slice
 * @param places of the slice's segments among all segments read
 * @param values keys to slice value
 */
record SliceIndex(Slice slice, int[] places, Map<List<String>, Integer> values)
    implements Serializable {
  private static final int NONE = -1;

  /** The slice value of a row with these segment values; -1 when it has none that counts. */
  int find(String[] segments) {
    return switch (places.length) {
      case 0 -> values.get(List.of());
      case 1 -> values.getOrDefault(List.of(segments[places[0]]), NONE);
      default -> values.getOrDefault(List.of(segments[places[0]], segments[places[1]]), NONE);
    };
  }
}
