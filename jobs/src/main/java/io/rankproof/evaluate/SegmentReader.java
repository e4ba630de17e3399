package io.rankproof.evaluate;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The slice values of the current row. Consecutive rows mostly agree, so a lookup happens only when
 * a segment's value changes.
 */
final class SegmentReader {
  private final int firstColumn;
  private final UTF8String[] bytes;
  private final String[] texts;
  private final List<SliceIndex> slices;
  private final int[] found;
  private boolean fresh = true;

  SegmentReader(Cohorts cohorts, int firstColumn) {
    this.firstColumn = firstColumn;
    bytes = new UTF8String[cohorts.segments().size()];
    texts = new String[bytes.length];
    slices = cohorts.indexes();
    found = new int[slices.size()];
  }

  /** Takes a row; says whether any of its segments differs from the row before. */
  boolean read(InternalRow row) {
    boolean changed = fresh;
    for (int i = 0; i < bytes.length; i++) {
      UTF8String value = row.getUTF8String(firstColumn + i);
      if (!value.equals(bytes[i])) {
        bytes[i] = value.clone();
        texts[i] = value.toString();
        changed = true;
      }
    }
    if (changed) {
      look();
    }
    return changed;
  }

  private void look() {
    fresh = false;
    for (int i = 0; i < found.length; i++) {
      found[i] = slices.get(i).find(texts);
    }
  }

  /** The slice value of each slice; -1 where the row is in none. Read only. */
  int[] values() {
    return found;
  }

  /** A copy of {@link #values}. */
  int[] copy() {
    return Arrays.copyOf(found, found.length);
  }
}
