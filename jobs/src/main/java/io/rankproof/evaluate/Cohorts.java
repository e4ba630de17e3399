package io.rankproof.evaluate;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The groups of requests (or rows) for which everything is computed: each value of each slice, in
 * each variant. The first slice value is that of all rows.
 *
 * @param values slice values, the largest first
 * @param variants of each slice value
 * @param segments names of the segments that slices use
 */
record Cohorts(List<SliceValue> values, List<Variant> variants, List<String> segments)
    implements Slicing {

  static Cohorts of(List<SliceValue> values, List<Variant> variants) {
    LinkedHashSet<String> segments =
        values.stream()
            .flatMap(value -> value.slice().segments().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new Cohorts(List.copyOf(values), List.copyOf(variants), List.copyOf(segments));
  }

  @Override
  public SliceReader reader() {
    return new SliceReader(this);
  }

  @Override
  public int sliceCount() {
    return (int) values.stream().map(SliceValue::slice).distinct().count();
  }

  int count() {
    return values.size() * variants.size();
  }

  /** The cohort of a slice value in a variant. */
  int index(int value, int variant) {
    return value * variants.size() + variant;
  }

  /**
   * The most rows that each cohort can have.
   *
   * @param randomised rows of the log that were shown in random order
   */
  long[] mostRows(long randomised) {
    return IntStream.range(0, count())
        .mapToLong(
            cohort ->
                variant(cohort).randomised()
                    ? Math.min(value(cohort).rows(), randomised)
                    : value(cohort).rows())
        .toArray();
  }

  SliceValue value(int cohort) {
    return values.get(cohort / variants.size());
  }

  Variant variant(int cohort) {
    return variants.get(cohort % variants.size());
  }

  /** The index of a variant among {@link #variants}. */
  int variant(boolean randomised, int common) {
    int index = variants.indexOf(new Variant(randomised, common));
    return index >= 0 ? index : variants.indexOf(new Variant(randomised, Variant.ANY));
  }

  /** Slice values by slice and keys, each slice with the places of its segments. */
  List<SliceIndex> indexes() {
    Map<Slice, Map<List<String>, Integer>> bySlice = new HashMap<>();
    LinkedHashSet<Slice> slices = new LinkedHashSet<>();
    for (int i = 0; i < values.size(); i++) {
      SliceValue value = values.get(i);
      slices.add(value.slice());
      bySlice.computeIfAbsent(value.slice(), slice -> new HashMap<>()).put(value.keys(), i);
    }
    return slices.stream()
        .map(slice -> new SliceIndex(slice, places(slice), bySlice.get(slice)))
        .toList();
  }

  private int[] places(Slice slice) {
    return slice.segments().stream().mapToInt(segments::indexOf).toArray();
  }
}
