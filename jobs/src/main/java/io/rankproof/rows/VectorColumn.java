package io.rankproof.rows;

import io.rankproof.rows.RowShape.Kind;
import java.util.Arrays;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Copies of a column of a batch into arrays. */
final class VectorColumn {
  private VectorColumn() {}

  /** The numbers of a column; NaN for null. */
  static final class Numbers {
    private double[] ofId = {};
    private int[] batchOfId = {};
    private int batch;

    void read(ColumnVector column, Kind kind, int rows, double[] out) {
      WritableColumnVector ids = dictionaryIds(column);
      batch++;
      if (column.hasNull()) {
        // The place of a null may hold anything, an id of no dictionary even.
        for (int i = 0; i < rows; i++) {
          out[i] = column.isNullAt(i) ? Double.NaN : number(column, kind, i);
        }
      } else if (ids != null) {
        readIds(ids.getInts(0, rows), column, kind, out);
      } else if (kind == Kind.DOUBLE) {
        for (int i = 0; i < rows; i++) {
          out[i] = column.getDouble(i);
        }
      } else {
        for (int i = 0; i < rows; i++) {
          out[i] = number(column, kind, i);
        }
      }
    }

    /** Each number of a dictionary is decoded once a batch. */
    private void readIds(int[] ids, ColumnVector column, Kind kind, double[] out) {
      for (int i = 0; i < ids.length; i++) {
        int id = ids[i];
        if (id >= ofId.length) {
          ofId = Arrays.copyOf(ofId, Math.max(64, 2 * id));
          batchOfId = Arrays.copyOf(batchOfId, ofId.length);
        }
        if (batchOfId[id] != batch) {
          batchOfId[id] = batch;
          ofId[id] = number(column, kind, i);
        }
        out[i] = ofId[id];
      }
    }
  }

  private static double number(ColumnVector column, Kind kind, int row) {
    return switch (kind) {
      case DOUBLE -> column.getDouble(row);
      case FLOAT -> column.getFloat(row);
      case BOOLEAN -> column.getBoolean(row) ? 1 : 0;
      default -> whole(column, kind, row);
    };
  }

  /** The truths; false for null. */
  static void truths(ColumnVector column, Kind kind, int rows, boolean[] out) {
    for (int i = 0; i < rows; i++) {
      out[i] =
          !column.isNullAt(i)
              && (kind == Kind.BOOLEAN ? column.getBoolean(i) : whole(column, kind, i) != 0);
    }
  }

  static long whole(ColumnVector column, Kind kind, int row) {
    return switch (kind) {
      case BYTE -> column.getByte(row);
      case SHORT -> column.getShort(row);
      case INT -> column.getInt(row);
      case LONG -> column.getLong(row);
      default -> throw new IllegalArgumentException("no whole numbers: " + kind);
    };
  }

  /** The ids of a text column's values in its dictionary; null where it has none. */
  static WritableColumnVector dictionaryIds(ColumnVector column) {
    return column instanceof WritableColumnVector vector && vector.hasDictionary()
        ? vector.getDictionaryIds()
        : null;
  }

  /** A text; null for null. It may lie in memory that the next batch overwrites. */
  static UTF8String text(ColumnVector column, int row) {
    return column.isNullAt(row) ? null : column.getUTF8String(row);
  }

  /** The codes of a segment. */
  static final class Codes {
    private int[] codeOfId = {};
    private int[] batchOfId = {};
    private int batch;

    void read(ColumnVector column, Kind kind, int rows, SegmentCoder coder, int[] out) {
      WritableColumnVector ids = kind == Kind.TEXT ? dictionaryIds(column) : null;
      batch++;
      if (ids != null && !column.hasNull()) {
        readIds(ids.getInts(0, rows), column, coder, out);
        return;
      }
      for (int i = 0; i < rows; i++) {
        if (column.isNullAt(i)) {
          out[i] = coder.missing();
        } else if (ids != null) {
          out[i] = codeOf(ids.getDictId(i), column, i, coder);
        } else {
          out[i] =
              kind == Kind.TEXT
                  ? coder.code(column.getUTF8String(i))
                  : coder.code(whole(column, kind, i));
        }
      }
    }

    /** Equal values mostly follow one another. */
    private void readIds(int[] ids, ColumnVector column, SegmentCoder coder, int[] out) {
      int last = -1;
      int code = 0;
      for (int i = 0; i < ids.length; i++) {
        int id = ids[i];
        if (id != last) {
          last = id;
          code = codeOf(id, column, i, coder);
        }
        out[i] = code;
      }
    }

    private int codeOf(int id, ColumnVector column, int row, SegmentCoder coder) {
      if (id >= batchOfId.length) {
        int capacity = Math.max(64, 2 * id);
        codeOfId = Arrays.copyOf(codeOfId, capacity);
        batchOfId = Arrays.copyOf(batchOfId, capacity);
      }
      if (batchOfId[id] != batch) {
        batchOfId[id] = batch;
        codeOfId[id] = coder.code(column.getUTF8String(row));
      }
      return codeOfId[id];
    }
  }

  /** Where the values of a key column change, from batch to batch. */
  static final class Changes {
    private boolean[] marks = {};
    private UTF8String[] texts = {};
    private boolean hasTexts;
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
      WritableColumnVector ids = kind == Kind.TEXT ? dictionaryIds(column) : null;
      if (nulls) {
        for (int i = 1; i < rows; i++) {
          out[i] = differs(column, kind, i);
        }
      } else if (ids != null) {
        ofDictionary(ids.getInts(0, rows), column, rows, out);
      } else if (kind == Kind.TEXT && column instanceof WritableColumnVector texts) {
        texts(texts, rows, out);
      } else if (kind == Kind.TEXT) {
        for (int i = 1; i < rows; i++) {
          out[i] = differs(column, kind, i);
        }
      } else if (kind == Kind.LONG) {
        for (int i = 1; i < rows; i++) {
          out[i] = column.getLong(i) != column.getLong(i - 1);
        }
      } else {
        for (int i = 1; i < rows; i++) {
          out[i] = whole(column, kind, i) != whole(column, kind, i - 1);
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

    /** The text of a row of the batch that was read last. */
    UTF8String text(ColumnVector column, int row) {
      return hasTexts && marks[row] ? texts[row] : column.getUTF8String(row);
    }

    /** The texts of a batch without a dictionary lie in one piece of memory: no object for each. */
    private static void texts(WritableColumnVector column, int rows, boolean[] out) {
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
    }

    private static boolean sameBytes(Object memory, long one, long other, int length) {
      int at = 0;
      for (; at + Long.BYTES <= length; at += Long.BYTES) {
        if (Platform.getLong(memory, one + at) != Platform.getLong(memory, other + at)) {
          return false;
        }
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
          : whole(column, kind, row) != whole(column, kind, row - 1);
    }

    private boolean sameAsLast(ColumnVector column, Kind kind) {
      if (column.isNullAt(0) || lastNull) {
        return column.isNullAt(0) && lastNull;
      }
      return kind == Kind.TEXT
          ? column.getUTF8String(0).equals(lastText)
          : whole(column, kind, 0) == lastWhole;
    }

    private void keep(ColumnVector column, Kind kind, int row) {
      any = true;
      lastNull = column.isNullAt(row);
      if (!lastNull && kind == Kind.TEXT) {
        lastText = column.getUTF8String(row).clone();
      } else if (!lastNull) {
        lastWhole = whole(column, kind, row);
      }
    }
  }
}
