package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sums by slice values that were found on the way.
 *
 * @param values of the cohorts, in the order of their numbers; the first one is that of all rows,
 *     where there is a request
 * @param sums by cohort; null where a slice has too many values
 */
record FoundSums(List<SliceValue> values, ListSums sums) implements Serializable {
  static final FoundSums TOO_MANY = new FoundSums(List.of(), null);

  FoundSums {
    values = List.copyOf(values);
  }

  boolean isTooMany() {
    return sums == null;
  }

  /** Adds those of other clusters, where they belong. */
  FoundSums merge(FoundSums other) {
    if (isTooMany() || other.isTooMany()) {
      return TOO_MANY;
    }
    List<SliceValue> all = new ArrayList<>(values);
    Map<SliceValue, Integer> places = places(all);
    for (SliceValue value : other.values) {
      if (places.putIfAbsent(value, all.size()) == null) {
        all.add(value);
      }
    }
    if (hasTooMany(all)) {
      return TOO_MANY;
    }
    sums.sums().merge(other.sums.sums(), cohort -> places.get(other.values.get(cohort)));
    sums.tally().merge(other.sums.tally());
    return new FoundSums(all, sums);
  }

  private static Map<SliceValue, Integer> places(List<SliceValue> values) {
    Map<SliceValue, Integer> places = new HashMap<>();
    values.forEach(value -> places.put(value, places.size()));
    return places;
  }

  private static boolean hasTooMany(List<SliceValue> values) {
    Map<Slice, Integer> counts = new HashMap<>();
    values.forEach(value -> counts.merge(value.slice(), 1, Integer::sum));
    return counts.values().stream().anyMatch(count -> count > OpenSlices.MOST_VALUES);
  }

  /**
   * The cohorts as if they had been known: slice by slice, the largest first.
   *
   * @param slices in their order, with that of all rows, the first one
   */
  Cohorts cohorts(List<Slice> slices) {
    List<SliceValue> counted =
        IntStream.range(0, values.size())
            .mapToObj(cohort -> values.get(cohort).of(sums.sums().counter(cohort, Counters.ROWS)))
            .sorted(
                Comparator.comparingInt((SliceValue value) -> slices.indexOf(value.slice()))
                    .thenComparing(SliceValue.LARGEST_FIRST))
            .toList();
    boolean none = counted.isEmpty();
    return Cohorts.of(none ? List.of(SliceValue.ALL) : counted, List.of(Variant.PLAIN));
  }

  /** The sums in the order of these cohorts. */
  CohortSums sums(Cohorts cohorts) {
    Map<SliceValue, Integer> places =
        places(cohorts.values().stream().map(value -> value.of(0)).toList());
    CohortSums ordered = new CohortSums(sums.sums().shape());
    return ordered.merge(sums.sums(), cohort -> places.get(values.get(cohort)));
  }
}
