package io.rankproof.rows;

import io.rankproof.rows.RowShape.Kind;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Where the values of a key column change, from batch to batch. */
final class KeyChanges {
  private boolean[] marks = {};
  private UTF8String[] texts = {};
  private boolean hasTexts;

  /** The memory of a batch's texts without a dictionary, and where it begins; else null. */
  private Object flat;

  private long flatStart;
  private UTF8String lastText;
  private long lastWhole;
  private boolean lastNull;
  private boolean any;

  /**
   * Marks the rows whose key differs from that of the row before.
   *
   * @return the marks, until the next batch
   */
  boolean[] read(ColumnVector column, Kind kind, int rows) {
    hasTexts = false;
    flat = null;
    marks = marks.length < rows ? new boolean[rows] : marks;
    mark(column, kind, rows, marks);
    return marks;
  }

  private void mark(ColumnVector column, Kind kind, int rows, boolean[] out) {
    if (rows == 0) {
      return;
    }
    out[0] = !any || !sameAsLast(column, kind);
    boolean nulls = column.hasNull();
    WritableColumnVector ids = kind == Kind.TEXT ? VectorColumn.dictionaryIds(column) : null;
    if (!nulls && ids != null) {
      ofDictionary(ids.getInts(0, rows), column, rows, out);
    } else if (!nulls && kind == Kind.TEXT && column instanceof WritableColumnVector texts) {
      texts(texts, rows, out);
    } else if (nulls || kind == Kind.TEXT) {
      for (int i = 1; i < rows; i++) {
        out[i] = differs(column, kind, i);
      }
    } else if (kind == Kind.LONG) {
      for (int i = 1; i < rows; i++) {
        out[i] = column.getLong(i) != column.getLong(i - 1);
      }
    } else {
      for (int i = 1; i < rows; i++) {
        out[i] = VectorColumn.whole(column, kind, i) != VectorColumn.whole(column, kind, i - 1);
      }
    }
    keep(column, kind, rows - 1);
  }

  /** Each text that differs from the one before is decoded once, and kept for its hash. */
  private void ofDictionary(int[] ids, ColumnVector column, int rows, boolean[] out) {
    if (texts.length < rows) {
      texts = new UTF8String[rows];
    }
    UTF8String before = column.getUTF8String(0);
    texts[0] = before;
    hasTexts = true;
    int last = ids[0];
    for (int i = 1; i < rows; i++) {
      int id = ids[i];
      boolean changes = false;
      if (id != last) {
        // Nothing forbids a dictionary to hold a text twice.
        UTF8String text = column.getUTF8String(i);
        changes = !text.equals(before);
        before = text;
        texts[i] = text;
        last = id;
      }
      out[i] = changes;
    }
  }

  /** The key's hash, in a row of the batch that was read last. */
  long hash(ColumnVector column, Kind kind, int row) {
    if (flat != null) {
      return Keys.hash(flat, start(column, row), length(column, row));
    }
    if (column.isNullAt(row)) {
      return Keys.NULL_HASH;
    }
    return kind == Kind.TEXT
        ? Keys.hash(text(column, row))
        : Keys.hash(VectorColumn.whole(column, kind, row));
  }

  /** Its second hash. */
  long check(ColumnVector column, Kind kind, int row) {
    if (flat != null) {
      return Keys.check(flat, start(column, row), length(column, row));
    }
    if (column.isNullAt(row)) {
      return Keys.NULL_CHECK;
    }
    return kind == Kind.TEXT
        ? Keys.check(text(column, row))
        : VectorColumn.whole(column, kind, row);
  }

  /** Where in the flat memory a text begins. */
  private long start(ColumnVector column, int row) {
    return flatStart + ((WritableColumnVector) column).getArrayOffset(row);
  }

  private static int length(ColumnVector column, int row) {
    return ((WritableColumnVector) column).getArrayLength(row);
  }

  /** The key as a text, which may be kept; null for null. */
  UTF8String name(ColumnVector column, Kind kind, int row) {
    if (column.isNullAt(row)) {
      return null;
    }
    return kind == Kind.TEXT
        ? text(column, row).clone()
        : Keys.text(VectorColumn.whole(column, kind, row));
  }

  private UTF8String text(ColumnVector column, int row) {
    return hasTexts && marks[row] ? texts[row] : column.getUTF8String(row);
  }

  /** The texts of a batch without a dictionary lie in one piece of memory: no object for each. */
  private void texts(WritableColumnVector column, int rows, boolean[] out) {
    UTF8String first = column.getUTF8String(0);
    Object memory = first.getBaseObject();
    long start = first.getBaseOffset() - column.getArrayOffset(0);
    int length = first.numBytes();
    long before = first.getBaseOffset();
    for (int i = 1; i < rows; i++) {
      int nextLength = column.getArrayLength(i);
      long next = start + column.getArrayOffset(i);
      out[i] = nextLength != length || !sameBytes(memory, before, next, length);
      length = nextLength;
      before = next;
    }
    flat = memory;
    flatStart = start;
  }

  private static boolean sameBytes(Object memory, long one, long other, int length) {
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      if (Platform.getLong(memory, one + at) != Platform.getLong(memory, other + at)) {
        return false;
      }
    }
    if (at < length && at > 0) {
      // The last eight bytes, some of them once more, rather than the rest one by one.
      int last = length - Long.BYTES;
      return Platform.getLong(memory, one + last) == Platform.getLong(memory, other + last);
    }
    for (; at < length; at++) {
      if (Platform.getByte(memory, one + at) != Platform.getByte(memory, other + at)) {
        return false;
      }
    }
    return true;
  }

  private static boolean differs(ColumnVector column, Kind kind, int row) {
    if (column.isNullAt(row) || column.isNullAt(row - 1)) {
      return column.isNullAt(row) != column.isNullAt(row - 1);
    }
    return kind == Kind.TEXT
        ? !column.getUTF8String(row).equals(column.getUTF8String(row - 1))
        : VectorColumn.whole(column, kind, row) != VectorColumn.whole(column, kind, row - 1);
  }

  private boolean sameAsLast(ColumnVector column, Kind kind) {
    if (column.isNullAt(0) || lastNull) {
      return column.isNullAt(0) && lastNull;
    }
    return kind == Kind.TEXT
        ? column.getUTF8String(0).equals(lastText)
        : VectorColumn.whole(column, kind, 0) == lastWhole;
  }

  private void keep(ColumnVector column, Kind kind, int row) {
    any = true;
    lastNull = column.isNullAt(row);
    if (!lastNull && kind == Kind.TEXT) {
      lastText = column.getUTF8String(row).clone();
    } else if (!lastNull) {
      lastWhole = VectorColumn.whole(column, kind, row);
    }
  }
}
