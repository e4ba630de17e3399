package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** A list of texts in two arrays instead of an object each. */
final class PackedText implements Serializable {
  private static final long serialVersionUID = 1L;

  private byte[] bytes = new byte[256];
  private int[] ends = new int[16];
  private int size;

  void add(UTF8String text) {
    int start = size == 0 ? 0 : ends[size - 1];
    int end = Math.addExact(start, text.numBytes());
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, 2L * end));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
    }
    text.writeToMemory(bytes, (long) Platform.BYTE_ARRAY_OFFSET + start);
    ends[size++] = end;
  }

  String get(int index) {
    int start = index == 0 ? 0 : ends[index - 1];
    return UTF8String.fromBytes(bytes, start, ends[index] - start).toString();
  }
}
