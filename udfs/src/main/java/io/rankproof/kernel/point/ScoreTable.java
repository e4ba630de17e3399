package io.rankproof.kernel.point;

import java.util.Arrays;

/**
 * An open-addressing hash table from a bin of scores to the weight of its positives and negatives
 * and to its least and greatest score.
 *
 * <p>A bin holds the keys that agree after a right shift. With shift 0 each distinct score has a
 * bin of its own. The four numbers of a bin lie together, in one cache line.
 */
final class ScoreTable {
  private static final int LEAST = 0;
  private static final int GREATEST = 1;
  private static final int POSITIVES = 2;
  private static final int NEGATIVES = 3;
  private static final int STRIDE = 4;
  private static final int LEAST_SLOTS = 16;

  private final int shift;
  private int size;
  private long[] bins;

  ScoreTable(int shift, int expectedSize) {
    this.shift = shift;
    this.bins = emptyBins(Math.max(LEAST_SLOTS, Integer.highestOneBit(expectedSize) * 4));
  }

  private static long[] emptyBins(int slots) {
    long[] bins = new long[Math.multiplyExact(slots, STRIDE)];
    for (int base = 0; base < bins.length; base += STRIDE) {
      bins[base + LEAST] = Long.MAX_VALUE;
      bins[base + GREATEST] = Long.MIN_VALUE;
    }
    return bins;
  }

  int shift() {
    return shift;
  }

  int size() {
    return size;
  }

  void add(long leastKey, long greatestKey, long positive, long negative) {
    int base = baseOf(leastKey);
    if (isEmpty(base)) {
      size++;
    }
    bins[base + LEAST] = Math.min(bins[base + LEAST], leastKey);
    bins[base + GREATEST] = Math.max(bins[base + GREATEST], greatestKey);
    bins[base + POSITIVES] = sum(bins[base + POSITIVES], positive);
    bins[base + NEGATIVES] = sum(bins[base + NEGATIVES], negative);
    if (2 * STRIDE * size > bins.length) {
      grow();
    }
  }

  private static long sum(long units, long added) {
    long sum = units + added;
    if (sum < 0) {
      throw new ArithmeticException(
          "the weights of one score are beyond 2^63 units of 2^-weight_bits: divide all weights by"
              + " a constant");
    }
    return sum;
  }

  /** Where the bin of a key begins, or the empty one where it belongs. */
  private int baseOf(long key) {
    long bin = key >> shift;
    int mask = bins.length - 1;
    int base = hash(bin) & mask;
    while (!isEmpty(base) && bins[base + LEAST] >> shift != bin) {
      base = (base + STRIDE) & mask;
    }
    return base;
  }

  private static int hash(long bin) {
    long mixed = bin * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & -STRIDE;
  }

  private boolean isEmpty(int base) {
    return bins[base + LEAST] > bins[base + GREATEST];
  }

  private void grow() {
    ScoreTable larger = new ScoreTable(shift, bins.length / STRIDE / 2);
    copyInto(larger);
    bins = larger.bins;
  }

  private void copyInto(ScoreTable other) {
    for (int base = 0; base < bins.length; base += STRIDE) {
      if (!isEmpty(base)) {
        other.add(
            bins[base + LEAST],
            bins[base + GREATEST],
            bins[base + POSITIVES],
            bins[base + NEGATIVES]);
      }
    }
  }

  /** The same weights in the finest bins, by at least this shift, that are at most so many. */
  ScoreTable coarsened(int mostBins, int leastShift) {
    int coarser = Math.max(leastShift, Math.max(shift, shiftFor(mostBins)));
    ScoreTable table = new ScoreTable(coarser, Math.min(size, mostBins));
    copyInto(table);
    return table;
  }

  /**
   * Two neighbouring keys fall together once the shift passes their highest differing bit, so
   * counting those bits tells the number of bins at every shift.
   */
  private int shiftFor(int mostBins) {
    long[] keys = sortedKeys();
    int[] joinedAt = new int[Long.SIZE + 1];
    for (int i = 1; i < keys.length; i++) {
      joinedAt[Long.SIZE - Long.numberOfLeadingZeros(keys[i - 1] ^ keys[i])]++;
    }
    int remaining = keys.length;
    int result = 0;
    while (remaining > mostBins) {
      remaining -= joinedAt[++result];
    }
    return result;
  }

  /** The least keys of all bins, ascending. */
  long[] sortedKeys() {
    long[] keys = new long[size];
    int next = 0;
    for (int base = 0; base < bins.length; base += STRIDE) {
      if (!isEmpty(base)) {
        keys[next++] = bins[base + LEAST];
      }
    }
    Arrays.sort(keys);
    return keys;
  }

  /** The greatest key of the bin of this key. */
  long greatest(long key) {
    return bins[baseOf(key) + GREATEST];
  }

  /** The weight of the positives in the bin of this key, in units. */
  long positives(long key) {
    return bins[baseOf(key) + POSITIVES];
  }

  /** The weight of the negatives in the bin of this key, in units. */
  long negatives(long key) {
    return bins[baseOf(key) + NEGATIVES];
  }
}
