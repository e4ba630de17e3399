package io.rankproof.evaluate;

import io.rankproof.rows.RowBlock;
import io.rankproof.rows.RowSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
  private final boolean finds;
  private final List<SliceValue> values = new ArrayList<>();
  private boolean foundTooMany;
  private boolean fresh = true;

  /** By the values of cohorts. */
  SliceReader(Cohorts cohorts) {
    List<RowSpec.Segment> segments = segments(cohorts);
    List<SliceIndex> slices = cohorts.indexes();
    finds = false;
    codes = new int[segments.size()];
    found = new int[slices.size()];
    lookups = slices.stream().map(Lookup::new).toArray(Lookup[]::new);
    for (int i = 0; i < lookups.length; i++) {
      Lookup lookup = lookups[i];
      slices.get(i).values().forEach((keys, value) -> lookup.put(keys, value, segments));
    }
  }

  private SliceReader(List<Slice> slices, List<String> segments) {
    finds = true;
    codes = new int[segments.size()];
    found = new int[slices.size()];
    lookups = slices.stream().map(slice -> new Lookup(slice, segments)).toArray(Lookup[]::new);
  }

  /** By the values that rows have: the number of a value is its place in {@link #found}. */
  static SliceReader finding(List<Slice> slices, List<String> segments) {
    return new SliceReader(slices, segments);
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
    Set<String> values = new LinkedHashSet<>();
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
        int value = lookups[i].of(codes);
        found[i] = value == NONE && finds ? find(lookups[i], block) : value;
      }
    }
    return changed;
  }

  private int find(Lookup lookup, RowBlock block) {
    if (lookup.size() == OpenSlices.MOST_VALUES) {
      foundTooMany = true;
      return NONE;
    }
    List<String> keys =
        Arrays.stream(lookup.places).mapToObj(at -> block.coder(at).text(codes[at])).toList();
    lookup.put(codes, values.size());
    values.add(new SliceValue(lookup.slice, keys, 0));
    return values.size() - 1;
  }

  /** The values found so far. */
  List<SliceValue> found() {
    return values;
  }

  /** Whether a slice has had more values than can be found. */
  boolean foundTooMany() {
    return foundTooMany;
  }

  /** The first row of some whose segments differ from those of the row read last. */
  int nextChange(RowBlock block, int from, int to) {
    int next = to;
    for (int i = 0; i < codes.length; i++) {
      int[] rows = block.segment(i);
      int code = codes[i];
      int row = from;
      while (row < next && rows[row] == code) {
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
    private final Slice slice;
    private final int[] places;
    private int everything = NONE;
    private int[] ofCode = {};
    private final Map<Long, Integer> ofPair = new HashMap<>();
    private int size;

    Lookup(Slice slice, List<String> segments) {
      this.slice = slice;
      places = slice.segments().stream().mapToInt(segments::indexOf).toArray();
    }

    Lookup(SliceIndex index) {
      slice = index.slice();
      places = index.places();
    }

    int size() {
      return size;
    }

    void put(List<String> keys, int value, List<RowSpec.Segment> segments) {
      int[] codes = new int[segments.size()];
      for (int i = 0; i < places.length; i++) {
        codes[places[i]] = segments.get(places[i]).values().indexOf(keys.get(i));
      }
      put(codes, value);
    }

    /** Gives the value of a row with these codes. */
    void put(int[] codes, int value) {
      size++;
      if (places.length == 0) {
        everything = value;
      } else if (places.length == 1) {
        int code = codes[places[0]];
        int before = ofCode.length;
        if (code >= before) {
          ofCode = Arrays.copyOf(ofCode, Math.max(code + 1, 2 * before));
          Arrays.fill(ofCode, before, ofCode.length, NONE);
        }
        ofCode[code] = value;
      } else {
        ofPair.put(pair(codes[places[0]], codes[places[1]]), value);
      }
    }

    private static long pair(int first, int second) {
      return ((long) first << Integer.SIZE) | (second & 0xFFFFFFFFL);
    }

    int of(int[] codes) {
      return switch (places.length) {
        case 0 -> everything;
        case 1 -> ofCode(codes[places[0]]);
        default -> ofPair.getOrDefault(pair(codes[places[0]], codes[places[1]]), NONE);
      };
    }

    private int ofCode(int code) {
      return code < 0 || code >= ofCode.length ? NONE : ofCode[code];
    }
  }
}
