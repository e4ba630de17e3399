package io.rankproof.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** An array of bytes with numbers in it, and a place to write or read at. */
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

  PackedBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Turns to a place in other bytes. */
  void turnTo(byte[] others, int place) {
    bytes = others;
    at = place;
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  /** Bytes after the place. */
  int room() {
    return bytes.length - at;
  }

  void skip(int more) {
    at += more;
  }

  void putLong(long value) {
    LONG.set(bytes, at, value);
    at += Long.BYTES;
  }

  void putInt(int value) {
    INT.set(bytes, at, value);
    at += Integer.BYTES;
  }

  /** A number from 0 to 255. */
  void putSmall(int value) {
    bytes[at++] = (byte) value;
  }

  void setSmall(int place, int value) {
    bytes[place] = (byte) value;
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

  /** Bytes that a text takes. */
  static int bytesOf(UTF8String text) {
    return Integer.BYTES + (text == null ? 0 : text.numBytes());
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

  int getSmall() {
    return bytes[at++] & 0xFF;
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
    int small = getSmall();
    if (small < SMALL) {
      return small;
    }
    return small == NAN ? Double.NaN : getDouble();
  }

  void skipLabel() {
    if (getSmall() == WIDE) {
      skip(Double.BYTES);
    }
  }

  void skipText() {
    int length = getInt();
    skip(Math.max(0, length));
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
