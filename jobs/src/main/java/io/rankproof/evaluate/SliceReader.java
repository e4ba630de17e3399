package io.rankproof.evaluate;

import io.rankproof.rows.RowBlock;
import io.rankproof.rows.RowSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The slice value that a row has in each slice. Consecutive rows mostly agree, so a lookup happens
 * only when a segment's code changes.
 */
final class SliceReader {
  private static final int NONE = -1;

  private final int[] codes;
  private final int[] found;
  private final Lookup[] lookups;
  private boolean fresh = true;

  SliceReader(Cohorts cohorts) {
    List<RowSpec.Segment> segments = segments(cohorts);
    List<SliceIndex> slices = cohorts.indexes();
    codes = new int[segments.size()];
    found = new int[slices.size()];
    lookups = slices.stream().map(slice -> new Lookup(slice, segments)).toArray(Lookup[]::new);
  }

  /** The segments that slices use, each with the values of its that some slice has. */
  static List<RowSpec.Segment> segments(Cohorts cohorts) {
    return cohorts.segments().stream()
        .map(
            name ->
                new RowSpec.Segment(
                    ScoredRows.SEGMENT + name, List.copyOf(valuesOf(name, cohorts))))
        .toList();
  }

  private static Set<String> valuesOf(String segment, Cohorts cohorts) {
    Set<String> values = new java.util.LinkedHashSet<>();
    for (SliceValue value : cohorts.values()) {
      int place = value.slice().segments().indexOf(segment);
      if (place >= 0) {
        values.add(value.keys().get(place));
      }
    }
    return values;
  }

  /** Takes a row; says whether any of its segments differs from the row before. */
  boolean read(RowBlock block, int row) {
    boolean changed = fresh;
    for (int i = 0; i < codes.length; i++) {
      int code = block.segment(i)[row];
      changed |= code != codes[i];
      codes[i] = code;
    }
    if (changed) {
      fresh = false;
      for (int i = 0; i < found.length; i++) {
        found[i] = lookups[i].of(codes);
      }
    }
    return changed;
  }

  /** The first row of some whose segments differ from those of the row read last. */
  int nextChange(RowBlock block, int from, int to) {
    int next = to;
    for (int i = 0; i < codes.length; i++) {
      int[] values = block.segment(i);
      int code = codes[i];
      int row = from;
      while (row < next && values[row] == code) {
        row++;
      }
      next = row;
    }
    return next;
  }

  /** The slice value of each slice; -1 where the row is in none. Read only. */
  int[] values() {
    return found;
  }

  /** From codes to the slice value of one slice. */
  private static final class Lookup {
    private final int[] places;
    private final int everything;
    private final int[] ofCode;
    private final Map<Long, Integer> ofPair = new HashMap<>();

    Lookup(SliceIndex slice, List<RowSpec.Segment> segments) {
      places = slice.places();
      everything = places.length == 0 ? slice.values().get(List.of()) : NONE;
      ofCode = new int[places.length == 1 ? segments.get(places[0]).values().size() : 0];
      Arrays.fill(ofCode, NONE);
      slice.values().forEach((keys, value) -> put(keys, value, segments));
    }

    private void put(List<String> keys, int value, List<RowSpec.Segment> segments) {
      if (places.length == 1) {
        ofCode[code(keys, 0, segments)] = value;
      } else if (places.length == 2) {
        ofPair.put(pair(code(keys, 0, segments), code(keys, 1, segments)), value);
      }
    }

    private int code(List<String> keys, int i, List<RowSpec.Segment> segments) {
      return segments.get(places[i]).values().indexOf(keys.get(i));
    }

    private static long pair(int first, int second) {
      return ((long) first << Integer.SIZE) | (second & 0xFFFFFFFFL);
    }

    int of(int[] codes) {
      return switch (places.length) {
        case 0 -> everything;
        case 1 -> codes[places[0]] < 0 ? NONE : ofCode[codes[places[0]]];
        default -> ofPair.getOrDefault(pair(codes[places[0]], codes[places[1]]), NONE);
      };
    }
  }
}
