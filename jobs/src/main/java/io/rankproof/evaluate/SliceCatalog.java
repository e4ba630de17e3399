package io.rankproof.evaluate;

import io.rankproof.config.Nearest;
import io.rankproof.error.ConfigException;
import io.rankproof.evaluate.LogProfile.SliceProfile;
import io.rankproof.store.JobOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From the configured slices to the slice values that are evaluated. */
final class SliceCatalog {
  private static final String KEY = "evaluate.slices";

  /** Slices that are left out are listed by name up to this many. */
  private static final int LISTED = 20;

  private SliceCatalog() {}

  /**
   * Reads the configured slices.
   *
   * @throws ConfigException if one names a segment that the rows do not have
   */
  static List<Slice> parse(List<String> configured, List<String> segments) {
    List<Slice> slices = configured.stream().map(Slice::parse).distinct().toList();
    for (Slice slice : slices) {
      slice.segments().forEach(segment -> check(slice, segment, segments));
    }
    return slices;
  }

  private static void check(Slice slice, String segment, List<String> segments) {
    if (!segments.contains(segment)) {
      throw new ConfigException(
          KEY,
          "\""
              + slice.title()
              + "\": no segment \""
              + segment
              + "\"; there are "
              + (segments.isEmpty() ? "none (see source.segments)" : String.join(", ", segments))
              + Nearest.hint(segment, segments));
    }
  }

  /** The slice values worth evaluating, all rows first, then the largest first. */
  static List<SliceValue> values(LogProfile profile, long minRequests, JobOutput out) {
    List<SliceValue> values = new ArrayList<>();
    profile
        .slices()
        .forEach(
            (slice, known) -> {
              List<SliceValue> large =
                  known.values().stream().filter(value -> value.rows() >= minRequests).toList();
              values.addAll(large);
              reportSmall(slice, known, large.size(), minRequests, out);
            });
    values.sort(
        Comparator.comparingLong((SliceValue value) -> -value.rows())
            .thenComparing(value -> value.slice().title())
            .thenComparing(SliceValue::title));
    values.add(0, new SliceValue(Slice.ALL, List.of(), profile.rows()));
    return values;
  }

  private static void reportSmall(
      Slice slice, SliceProfile known, int large, long minRequests, JobOutput out) {
    List<SliceValue> small = known.values().subList(large, known.values().size());
    for (SliceValue value : small.subList(0, Math.min(LISTED, small.size()))) {
      reportSmall(value, value.rows() + " rows", minRequests, out);
    }
    long unnamed = known.count() - large - Math.min(LISTED, small.size());
    if (unnamed > 0) {
      out.notComputed(
          "slice " + slice.title() + ", " + unnamed + " more values",
          "each is smaller than evaluate.min-slice-requests ("
              + minRequests
              + ") or not among the "
              + LogProfiler.MOST_VALUES
              + " largest");
    }
  }

  /** Says that a slice value is too small. */
  static void reportSmall(SliceValue value, String size, long minRequests, JobOutput out) {
    out.notComputed(
        "slice " + value.slice().title() + " = " + value.title(),
        size + ", fewer requests than evaluate.min-slice-requests (" + minRequests + ")");
  }
}
