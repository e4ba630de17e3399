package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.List;

/**
 * A slicing of the rows: by the values of a segment, or of two crossed; of none: everything.
 *
 * @param segments names of none, one or two segments
 */
record Slice(List<String> segments) implements Serializable {
  static final String SEPARATOR = "*";
  static final Slice ALL = new Slice(List.of());

  /** Reads {@code platform} or {@code country*platform}. */
  static Slice parse(String text) {
    return new Slice(List.of(text.split("\\*", -1)).stream().map(String::strip).toList());
  }

  /** How tables name it. */
  String title() {
    return segments.isEmpty() ? "all" : String.join(SEPARATOR, segments);
  }
}
