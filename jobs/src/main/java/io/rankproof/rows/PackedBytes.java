package io.rankproof.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** A growing array of bytes with numbers in it, and a place to write or read at. */
final class PackedBytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Labels that are whole numbers below it take one byte. */
  private static final int SMALL = 250;

  private static final int NAN = 254;
  private static final int WIDE = 255;

  private byte[] bytes;
  private int at;

  PackedBytes() {
    bytes = new byte[1024];
  }

  PackedBytes(byte[] written) {
    bytes = written;
  }

  /** Turns to other bytes. */
  void read(byte[] written, int from) {
    bytes = written;
    at = from;
  }

  int at() {
    return at;
  }

  int size() {
    return at;
  }

  int capacity() {
    return bytes.length;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, at);
  }

  void clear() {
    at = 0;
  }

  /** Makes room for more bytes. */
  void reserve(int more) {
    if (bytes.length - at < more) {
      long wanted = Math.max(2L * bytes.length, (long) at + more);
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }

  void putLong(long value) {
    LONG.set(bytes, at, value);
    at += Long.BYTES;
  }

  void putInt(int value) {
    INT.set(bytes, at, value);
    at += Integer.BYTES;
  }

  void setInt(int place, int value) {
    INT.set(bytes, place, value);
  }

  void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  void putFloat(float value) {
    putInt(Float.floatToRawIntBits(value));
  }

  void putTruth(boolean value) {
    bytes[at++] = (byte) (value ? 1 : 0);
  }

  /** A label: mostly a small whole number. */
  void putLabel(double value) {
    int small = (int) value;
    if (small == value && small >= 0 && small < SMALL) {
      bytes[at++] = (byte) small;
    } else if (Double.isNaN(value)) {
      bytes[at++] = (byte) NAN;
    } else {
      bytes[at++] = (byte) WIDE;
      putDouble(value);
    }
  }

  void putText(UTF8String text) {
    int length = text == null ? -1 : text.numBytes();
    reserve(Integer.BYTES + Math.max(0, length));
    putInt(length);
    if (length > 0) {
      text.writeToMemory(bytes, (long) Platform.BYTE_ARRAY_OFFSET + at);
      at += length;
    }
  }

  long getLong() {
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  int getInt() {
    int value = (int) INT.get(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  double getDouble() {
    return Double.longBitsToDouble(getLong());
  }

  float getFloat() {
    return Float.intBitsToFloat(getInt());
  }

  boolean getTruth() {
    return bytes[at++] != 0;
  }

  double getLabel() {
    int small = bytes[at++] & 0xFF;
    if (small < SMALL) {
      return small;
    }
    return small == NAN ? Double.NaN : getDouble();
  }

  UTF8String getText() {
    int length = getInt();
    if (length < 0) {
      return null;
    }
    UTF8String text = UTF8String.fromBytes(Arrays.copyOfRange(bytes, at, at + length));
    at += length;
    return text;
  }
}
