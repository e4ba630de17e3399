package io.rankproof.kernel.rank;

import java.util.Arrays;

/** Tie keys for {@link TiePolicy#TREC}, under which the larger id comes first. */
public final class TieKeys {
  private final IndexSort sort = new IndexSort();
  private int[] order = {};

  /** The key of a numeric id. */
  public static long descending(long id) {
    return ~id;
  }

  /**
   * Writes the keys of textual ids: their ranks in descending order of unsigned bytes, which is
   * trec_eval's strcmp. Equal ids get equal keys; an absent (null) id comes last.
   */
  public void descending(byte[][] ids, int count, long[] keys) {
    if (order.length < count) {
      order = new int[count];
    }
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    sort.sort(order, count, (row, other) -> compare(ids[row], ids[other]) > 0);
    for (int i = 0; i < count; i++) {
      boolean same = i > 0 && compare(ids[order[i]], ids[order[i - 1]]) == 0;
      keys[order[i]] = same ? keys[order[i - 1]] : i;
    }
  }

  private static int compare(byte[] id, byte[] other) {
    return Arrays.compareUnsigned(id, other);
  }
}
