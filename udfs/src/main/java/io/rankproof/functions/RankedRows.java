package io.rankproof.functions;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The rows of a group for the ranking functions: a fixed number of doubles per row, and a tie key
 * that is a long or bytes when there is one.
 *
 * <p>They are kept as they travel, so that an exchange neither encodes nor decodes them: row after
 * row its doubles and its long key, little endian. Byte keys follow all rows when there are such:
 * for each the length (int, -1 for none) and the key, then the number of rows (int).
 *
 * <p>A row is never changed once another was added, and an array that is full never again: so
 * {@link #write} and {@link #read} may share it.
 */
final class RankedRows {
  /** What breaks ties between rows. */
  enum KeyKind {
    NONE,
    LONG,
    BYTES
  }

  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int INITIAL = 4;
  private static final int LARGEST = Integer.MAX_VALUE - 8;
  private static final byte[] NOTHING = {};
  private static final byte[][] NO_NAMES = {};

  private final KeyKind kind;
  private final int keyOffset;
  private final int stride;
  private int rows;
  private byte[] bytes = NOTHING;
  private byte[][] names = NO_NAMES;

  RankedRows(int width, KeyKind kind) {
    this.kind = kind;
    keyOffset = width * Double.BYTES;
    stride = keyOffset + (kind == KeyKind.LONG ? Long.BYTES : 0);
  }

  /** Adds a row, all of whose values have to be set. */
  int addRow() {
    if (bytes.length < (rows + 1L) * stride) {
      reserve(rows + 1L);
    }
    if (kind == KeyKind.BYTES && names.length == rows) {
      names = Arrays.copyOf(names, bytes.length / stride);
    }
    return rows++;
  }

  private void reserve(long needed) {
    if (needed * stride > LARGEST) {
      throw tooLarge(needed, needed * stride);
    }
    // A single row, which is what a group mostly has where rows lie apart, is not copied to travel.
    long roomy = rows == 0 ? needed : Math.max(needed, Math.max(INITIAL, 2L * rows));
    bytes = Arrays.copyOf(bytes, (int) Math.min(roomy, LARGEST / stride) * stride);
  }

  void addAll(RankedRows other) {
    if (rows == 0) {
      adopt(other);
      return;
    }
    long needed = (long) rows + other.rows;
    if (bytes.length < needed * stride) {
      reserve(needed);
    }
    System.arraycopy(other.bytes, 0, bytes, rows * stride, other.rows * stride);
    if (kind == KeyKind.BYTES) {
      if (names.length < needed) {
        names = Arrays.copyOf(names, bytes.length / stride);
      }
      System.arraycopy(other.names, 0, names, rows, other.rows);
    }
    rows += other.rows;
  }

  /** Takes the other's rows; an array with room is copied, for both may go on filling it. */
  private void adopt(RankedRows other) {
    rows = other.rows;
    bytes = other.rowBytes();
    names = kind == KeyKind.BYTES ? Arrays.copyOf(other.names, other.rows) : NO_NAMES;
  }

  private byte[] rowBytes() {
    return bytes.length == rows * stride ? bytes : Arrays.copyOf(bytes, rows * stride);
  }

  int rows() {
    return rows;
  }

  double get(int row, int column) {
    return (double) DOUBLE.get(bytes, row * stride + column * Double.BYTES);
  }

  void set(int row, int column, double value) {
    DOUBLE.set(bytes, row * stride + column * Double.BYTES, value);
  }

  long key(int row) {
    return (long) LONG.get(bytes, row * stride + keyOffset);
  }

  void key(int row, long key) {
    LONG.set(bytes, row * stride + keyOffset, key);
  }

  /** The byte keys of all rows and the unused places after them. */
  byte[][] names() {
    return names;
  }

  void name(int row, byte[] name) {
    names[row] = name;
  }

  byte[] write() {
    return kind == KeyKind.BYTES ? writeNamed() : rowBytes();
  }

  private byte[] writeNamed() {
    long size = (long) rows * (stride + Integer.BYTES) + Integer.BYTES;
    for (int i = 0; i < rows; i++) {
      size += names[i] == null ? 0 : names[i].length;
    }
    if (size > LARGEST) {
      throw tooLarge(rows, size);
    }
    ByteBuffer out = ByteBuffer.allocate((int) size).put(bytes, 0, rows * stride);
    for (int i = 0; i < rows; i++) {
      out.putInt(names[i] == null ? -1 : names[i].length);
      out.put(names[i] == null ? NOTHING : names[i]);
    }
    return out.putInt(rows).array();
  }

  private static IllegalStateException tooLarge(long rows, long size) {
    return new IllegalStateException(
        "a group of "
            + rows
            + " rows takes "
            + size
            + " bytes, more than one value can have (2 GB): split the group or compute it without"
            + " these functions");
  }

  static RankedRows read(byte[] bytes, int width, KeyKind kind) {
    RankedRows state = new RankedRows(width, kind);
    if (kind == KeyKind.BYTES) {
      state.readNamed(ByteBuffer.wrap(bytes));
    } else {
      state.bytes = bytes;
      state.rows = bytes.length / state.stride;
    }
    return state;
  }

  private void readNamed(ByteBuffer in) {
    rows = in.getInt(in.limit() - Integer.BYTES);
    bytes = new byte[rows * stride];
    in.get(bytes);
    names = new byte[rows][];
    for (int i = 0; i < rows; i++) {
      int length = in.getInt();
      if (length >= 0) {
        names[i] = new byte[length];
        in.get(names[i]);
      }
    }
  }
}
