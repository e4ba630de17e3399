package io.rankproof.kernel.propensity;

import java.util.Arrays;

/** Impressions and clicks of one key by position, over all its groups; reused key after key. */
final class KeyTotals {
  private final double[] shown;
  private final double[] clicks;
  private final int[] seen;
  private int positions;

  /**
   * @param deepest deepest position there can be
   */
  KeyTotals(int deepest) {
    shown = new double[deepest + 1];
    clicks = new double[deepest + 1];
    seen = new int[deepest];
  }

  void set(KeyCells cells) {
    for (int i = 0; i < positions; i++) {
      shown[seen[i]] = 0;
      clicks[seen[i]] = 0;
    }
    positions = 0;
    for (int cell = 0; cell < cells.size(); cell++) {
      int position = cells.position(cell);
      if (shown[position] == 0) {
        seen[positions++] = position;
      }
      shown[position] += cells.shown(cell);
      clicks[position] += cells.clicks(cell);
    }
    Arrays.sort(seen, 0, positions);
  }

  /** How many positions the key was shown at. */
  int positions() {
    return positions;
  }

  /** The i-th of them, ascending. */
  int position(int i) {
    return seen[i];
  }

  double shown(int position) {
    return shown[position];
  }

  double clicks(int position) {
    return clicks[position];
  }
}
