package io.rankproof.ope;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * The rows of one cluster, copied as they come, then read by request and by the order within it.
 *
 * <p>Spark sorts by the cluster alone: a single long has a radix sort, while keys of several
 * columns are compared row by row. Rows have columns of fixed width only, so each takes the same
 * number of words. Memory is that of the largest cluster.
 */
final class ClusterRows {
  private final UnsafeRow row;
  private final int header;
  private final int width;
  private long[] words;
  private int[] order;
  private int[] spare;
  private int size;

  /**
   * @param columns of a row
   */
  ClusterRows(int columns) {
    this.row = new UnsafeRow(columns);
    this.header = UnsafeRow.calculateBitSetWidthInBytes(columns) / Long.BYTES;
    this.width = header + columns;
    this.words = new long[64 * width];
    this.order = new int[64];
    this.spare = new int[64];
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The cluster of the rows; at least one must be there. */
  long cluster() {
    return words[header + Rounds.CLUSTER];
  }

  void add(UnsafeRow of) {
    if (size == order.length) {
      words = Arrays.copyOf(words, Math.multiplyExact(2, words.length));
      order = Arrays.copyOf(order, 2 * size);
      spare = new int[2 * size];
    }
    long to = Platform.LONG_ARRAY_OFFSET + (long) size * width * Long.BYTES;
    Platform.copyMemory(
        of.getBaseObject(), of.getBaseOffset(), words, to, (long) width * Long.BYTES);
    order[size] = size;
    size++;
  }

  /** Puts the rows into their order: bottom-up merges, which hardly any cluster needs many of. */
  void sort() {
    for (int run = 1; run < size; run *= 2) {
      for (int from = 0; from < size; from += 2 * run) {
        merge(from, Math.min(from + run, size), Math.min(from + 2 * run, size));
      }
      int[] merged = spare;
      spare = order;
      order = merged;
    }
  }

  private void merge(int from, int middle, int to) {
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takeLeft = right == to || (left < middle && !isAfter(order[left], order[right]));
      spare[at] = order[takeLeft ? left++ : right++];
    }
  }

  private boolean isAfter(int left, int right) {
    int a = left * width + header;
    int b = right * width + header;
    return words[a + Rounds.REQUEST] != words[b + Rounds.REQUEST]
        ? words[a + Rounds.REQUEST] > words[b + Rounds.REQUEST]
        : words[a + Rounds.ORDER] > words[b + Rounds.ORDER];
  }

  /** A row by its place in the order; valid until the next call. */
  InternalRow row(int place) {
    long at = (long) order[place] * width * Long.BYTES;
    row.pointTo(words, Platform.LONG_ARRAY_OFFSET + at, width * Long.BYTES);
    return row;
  }

  void clear() {
    size = 0;
  }
}
