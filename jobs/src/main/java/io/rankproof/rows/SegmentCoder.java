package io.rankproof.rows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/** Gives the values of a segment numbers. */
public final class SegmentCoder {
  /** A row without a value of the segment. */
  public static final String MISSING = "(missing)";

  static final int UNKNOWN = -1;

  private final boolean grows;
  private final List<String> texts;
  private final Map<UTF8String, Integer> codes = new HashMap<>();
  private final Map<Long, Integer> ofWhole = new HashMap<>();
  private UTF8String last;
  private int lastCode;
  private long lastWhole;
  private int lastWholeCode = Integer.MIN_VALUE;

  /**
   * @param known texts, whose places are the codes; null: each value met gets the next code
   */
  SegmentCoder(List<String> known) {
    grows = known == null;
    texts = new ArrayList<>();
    if (known != null) {
      known.forEach(this::add);
      known.forEach(this::addWhole);
    }
  }

  /** A text that is how a whole number is written is the value of that number, too. */
  private void addWhole(String text) {
    try {
      long value = Long.parseLong(text);
      if (Long.toString(value).equals(text)) {
        ofWhole.put(value, codes.get(UTF8String.fromString(text)));
      }
    } catch (NumberFormatException notWhole) {
      // No row with a whole number has this value.
    }
  }

  private int add(String text) {
    int code = texts.size();
    texts.add(text);
    codes.put(UTF8String.fromString(text), code);
    return code;
  }

  /** The code of a text. */
  int code(UTF8String text) {
    if (last == null || !text.equals(last)) {
      Integer found = codes.get(text);
      lastCode = found != null ? found : grows ? add(text.toString()) : UNKNOWN;
      last = text.clone();
    }
    return lastCode;
  }

  /** The code of a whole number. What is unknown is not remembered: there may be any number. */
  int code(long value) {
    if (lastWholeCode == Integer.MIN_VALUE || value != lastWhole) {
      Integer found = ofWhole.get(value);
      lastWholeCode = found != null ? found : grows ? addWhole(value) : UNKNOWN;
      lastWhole = value;
    }
    return lastWholeCode;
  }

  private int addWhole(long value) {
    int code = code(UTF8String.fromString(Long.toString(value)));
    ofWhole.put(value, code);
    return code;
  }

  /** The code of a row without a value. */
  int missing() {
    Integer found = codes.get(UTF8String.fromString(MISSING));
    return found != null ? found : grows ? add(MISSING) : UNKNOWN;
  }

  /** The text of a code. */
  public String text(int code) {
    return texts.get(code);
  }
}
