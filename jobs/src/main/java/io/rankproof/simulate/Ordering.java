package io.rankproof.simulate;

/** Sorts indices by score, highest first, equal scores by key, lowest first. */
final class Ordering {
  /** M. Ciura, Best increments for the average case of Shellsort (2001); continued by x 2.25. */
  private static final int[] GAPS = {7979, 3546, 1576, 701, 301, 132, 57, 23, 10, 4, 1};

  private Ordering() {}

  static void sort(int[] order, double[] scores, long[] keys) {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int gap : GAPS) {
      for (int i = gap; i < order.length; i++) {
        insert(order, i, gap, scores, keys);
      }
    }
  }

  private static void insert(int[] order, int end, int gap, double[] scores, long[] keys) {
    int moved = order[end];
    int at = end;
    while (at >= gap && before(moved, order[at - gap], scores, keys)) {
      order[at] = order[at - gap];
      at -= gap;
    }
    order[at] = moved;
  }

  private static boolean before(int left, int right, double[] scores, long[] keys) {
    return scores[left] > scores[right]
        || (scores[left] == scores[right] && keys[left] < keys[right]);
  }
}
