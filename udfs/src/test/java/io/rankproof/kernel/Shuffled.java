package io.rankproof.kernel;

import java.util.Random;

/** Random orders for tests of order independence. */
public final class Shuffled {
  private Shuffled() {}

  /** The indices 0 to n - 1 in an order given by the seed. */
  public static int[] indices(int n, long seed) {
    Random random = new Random(seed);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
