package io.rankproof.kernel.beyond;

import java.util.Arrays;

/**
 * A hash table from a long to a few longs, in two arrays (open addressing). Not thread-safe.
 *
 * <p>Iterate with {@link #slots} and {@link #isUsed}; {@link #sortedSlots} gives the used ones by
 * ascending key.
 */
public final class LongTable {
  private static final int LEAST = 16;

  private final int width;
  private long[] keys = new long[LEAST];
  private boolean[] used = new boolean[LEAST];
  private long[] values;
  private int size;

  /**
   * @param width longs kept for a key
   */
  public LongTable(int width) {
    this.width = width;
    values = new long[LEAST * width];
  }

  /** The number of keys. */
  public int size() {
    return size;
  }

  /** Longs kept for a key. */
  public int width() {
    return width;
  }

  /** Places of the table, used or not. */
  public int slots() {
    return keys.length;
  }

  /** Whether a key is in a place. */
  public boolean isUsed(int slot) {
    return used[slot];
  }

  /** The key of a place that is used. */
  public long key(int slot) {
    return keys[slot];
  }

  /** A number of a place that is used. */
  public long value(int slot, int index) {
    return values[slot * width + index];
  }

  /** Replaces a number of a place that is used. */
  public void set(int slot, int index, long value) {
    values[slot * width + index] = value;
  }

  /** The place of a key, which is added with zeros if it is new. Valid until the next new key. */
  public int slotOf(long key) {
    int slot = find(key);
    if (used[slot]) {
      return slot;
    }
    if (4 * (size + 1L) > 3L * keys.length) {
      grow();
      slot = find(key);
    }
    used[slot] = true;
    keys[slot] = key;
    size++;
    return slot;
  }

  private int find(long key) {
    int mask = keys.length - 1;
    // Fibonacci hashing spreads keys that are small numbers, too.
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 33) & mask;
    while (used[slot] && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    boolean[] oldUsed = used;
    long[] oldValues = values;
    int capacity = Math.multiplyExact(2, oldKeys.length);
    keys = new long[capacity];
    used = new boolean[capacity];
    values = new long[Math.multiplyExact(capacity, width)];
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldUsed[old]) {
        int slot = find(oldKeys[old]);
        used[slot] = true;
        keys[slot] = oldKeys[old];
        System.arraycopy(oldValues, old * width, values, slot * width, width);
      }
    }
  }

  /** Forgets all keys and keeps the arrays. */
  public void clear() {
    Arrays.fill(used, false);
    Arrays.fill(values, 0);
    size = 0;
  }

  /** The places in use, by ascending key. */
  public int[] sortedSlots() {
    long[] sorted = new long[size];
    int next = 0;
    for (int slot = 0; slot < keys.length; slot++) {
      if (used[slot]) {
        sorted[next++] = keys[slot];
      }
    }
    Arrays.sort(sorted);
    int[] slots = new int[size];
    Arrays.setAll(slots, i -> find(sorted[i]));
    return slots;
  }
}
