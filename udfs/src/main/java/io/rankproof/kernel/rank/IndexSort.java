package io.rankproof.kernel.rank;

/** A stable merge sort of row indices that allocates nothing once its scratch array has grown. */
final class IndexSort {
  /** Whether a row has to come before another. */
  interface Order {
    boolean before(int row, int other);
  }

  private static final int RUN = 12;
  private int[] scratch = {};

  /** Sorts the first {@code count} indices. */
  void sort(int[] rows, int count, Order order) {
    for (int start = 0; start < count; start += RUN) {
      insertionSort(rows, start, Math.min(start + RUN, count), order);
    }
    if (count <= RUN) {
      return;
    }
    if (scratch.length < count) {
      scratch = new int[rows.length];
    }
    int[] from = rows;
    int[] to = scratch;
    for (long width = RUN; width < count; width *= 2) {
      mergePass(from, to, count, (int) width, order);
      int[] merged = to;
      to = from;
      from = merged;
    }
    if (from != rows) {
      System.arraycopy(from, 0, rows, 0, count);
    }
  }

  private static void insertionSort(int[] rows, int start, int end, Order order) {
    for (int i = start + 1; i < end; i++) {
      int row = rows[i];
      int hole = i;
      while (hole > start && order.before(row, rows[hole - 1])) {
        rows[hole] = rows[hole - 1];
        hole--;
      }
      rows[hole] = row;
    }
  }

  private static void mergePass(int[] from, int[] to, int count, int width, Order order) {
    for (long start = 0; start < count; start += 2L * width) {
      int middle = (int) Math.min(start + width, count);
      int end = (int) Math.min(start + 2L * width, count);
      merge(from, to, (int) start, middle, end, order);
    }
  }

  private static void merge(int[] from, int[] to, int start, int middle, int end, Order order) {
    int left = start;
    int right = middle;
    for (int out = start; out < end; out++) {
      boolean takeRight = left == middle || (right < end && order.before(from[right], from[left]));
      to[out] = takeRight ? from[right++] : from[left++];
    }
  }
}
