package io.rankproof.rows;

import java.util.Arrays;

/** Numbers keys of three longs in the order in which they come. */
final class KeyTable {
  private static final int NONE = -1;
  private static final int WORDS = 3;

  private long[] keys = new long[WORDS * 1024];
  private int[] slots = new int[4096];
  private int size;

  KeyTable() {
    Arrays.fill(slots, NONE);
  }

  int size() {
    return size;
  }

  void clear() {
    Arrays.fill(slots, NONE);
    size = 0;
  }

  int find(long a, long b, long c) {
    int mask = slots.length - 1;
    int slot = hash(a, b) & mask;
    while (slots[slot] != NONE) {
      int at = WORDS * slots[slot];
      if (keys[at] == a && keys[at + 1] == b && keys[at + 2] == c) {
        return slots[slot];
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = size;
    add(a, b, c);
    return size - 1;
  }

  private void add(long a, long b, long c) {
    int at = WORDS * size;
    if (at == keys.length) {
      keys = Arrays.copyOf(keys, 2 * at);
    }
    keys[at] = a;
    keys[at + 1] = b;
    keys[at + 2] = c;
    size++;
    if (2 * size > slots.length) {
      enlarge();
    }
  }

  private void enlarge() {
    slots = new int[2 * slots.length];
    Arrays.fill(slots, NONE);
    int mask = slots.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = hash(keys[WORDS * i], keys[WORDS * i + 1]) & mask;
      while (slots[slot] != NONE) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = i;
    }
  }

  private static int hash(long a, long b) {
    long mixed = (a ^ Long.rotateLeft(b, 29)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }
}
