package io.rankproof.functions;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * The rows of a group for the ranking functions, in primitive arrays: a fixed number of doubles per
 * row, and a tie key that is a long or bytes when there is one.
 *
 * <p>Bytes: row count (int), then the doubles row by row, then the long keys or, for each row, the
 * length of its key (int, -1 for none) and the key.
 */
final class RankedRows {
  /** What breaks ties between rows. */
  enum KeyKind {
    NONE,
    LONG,
    BYTES
  }

  private static final int INITIAL = 8;

  private final int width;
  private final KeyKind kind;
  private int rows;
  private double[] values;
  private long[] keys;
  private byte[][] names;

  RankedRows(int width, KeyKind kind) {
    this(width, kind, INITIAL);
  }

  private RankedRows(int width, KeyKind kind, int capacity) {
    this.width = width;
    this.kind = kind;
    values = new double[Math.multiplyExact(capacity, width)];
    keys = new long[kind == KeyKind.LONG ? capacity : 0];
    names = new byte[kind == KeyKind.BYTES ? capacity : 0][];
  }

  /** Adds a row of zeros without a key. */
  int addRow() {
    reserve(rows + 1);
    return rows++;
  }

  private void reserve(int needed) {
    int capacity = values.length / width;
    if (needed > capacity) {
      capacity = Math.max(needed, capacity + (capacity >> 1));
      values = Arrays.copyOf(values, Math.multiplyExact(capacity, width));
      keys = kind == KeyKind.LONG ? Arrays.copyOf(keys, capacity) : keys;
      names = kind == KeyKind.BYTES ? Arrays.copyOf(names, capacity) : names;
    }
  }

  void addAll(RankedRows other) {
    reserve(Math.addExact(rows, other.rows));
    System.arraycopy(other.values, 0, values, rows * width, other.rows * width);
    if (kind == KeyKind.LONG) {
      System.arraycopy(other.keys, 0, keys, rows, other.rows);
    } else if (kind == KeyKind.BYTES) {
      System.arraycopy(other.names, 0, names, rows, other.rows);
    }
    rows += other.rows;
  }

  int rows() {
    return rows;
  }

  double get(int row, int column) {
    return values[row * width + column];
  }

  void set(int row, int column, double value) {
    values[row * width + column] = value;
  }

  long key(int row) {
    return keys[row];
  }

  void key(int row, long key) {
    keys[row] = key;
  }

  /** The byte keys of all rows and the unused places after them. */
  byte[][] names() {
    return names;
  }

  void name(int row, byte[] name) {
    names[row] = name;
  }

  byte[] write() {
    ByteBuffer out = ByteBuffer.allocate(size());
    out.putInt(rows);
    out.asDoubleBuffer().put(values, 0, rows * width);
    out.position(out.position() + rows * width * Double.BYTES);
    if (kind == KeyKind.LONG) {
      out.asLongBuffer().put(keys, 0, rows);
    } else if (kind == KeyKind.BYTES) {
      writeNames(out);
    }
    return out.array();
  }

  private int size() {
    long size = Integer.BYTES + (long) rows * width * Double.BYTES;
    if (kind == KeyKind.LONG) {
      size += (long) rows * Long.BYTES;
    } else if (kind == KeyKind.BYTES) {
      for (int i = 0; i < rows; i++) {
        size += Integer.BYTES + (names[i] == null ? 0 : names[i].length);
      }
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "a group of "
              + rows
              + " rows takes "
              + size
              + " bytes, more than an exchange can carry"
              + " (2 GB): split the group or compute it without these functions");
    }
    return (int) size;
  }

  private void writeNames(ByteBuffer out) {
    for (int i = 0; i < rows; i++) {
      out.putInt(names[i] == null ? -1 : names[i].length);
      if (names[i] != null) {
        out.put(names[i]);
      }
    }
  }

  static RankedRows read(byte[] bytes, int width, KeyKind kind) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int rows = in.getInt();
    RankedRows state = new RankedRows(width, kind, Math.max(rows, 1));
    state.rows = rows;
    in.asDoubleBuffer().get(state.values, 0, rows * width);
    in.position(in.position() + rows * width * Double.BYTES);
    if (kind == KeyKind.LONG) {
      LongBuffer keys = in.asLongBuffer();
      keys.get(state.keys, 0, rows);
    } else if (kind == KeyKind.BYTES) {
      state.readNames(in);
    }
    return state;
  }

  private void readNames(ByteBuffer in) {
    for (int i = 0; i < rows; i++) {
      int length = in.getInt();
      if (length >= 0) {
        names[i] = new byte[length];
        in.get(names[i]);
      }
    }
  }
}
