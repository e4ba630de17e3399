package io.rankproof.kernel.propensity;

import java.util.Arrays;

/**
 * The cells of a {@link ClickTable} summed over groups, some of which are left out: clicks and
 * impressions by key and position, all that one EM step needs.
 */
final class PositionCells {
  private final int[] start;
  private final int[] position;
  private final double[] shown;
  private final double[] clicks;

  private PositionCells(int keys, int cells) {
    start = new int[keys + 1];
    position = new int[cells];
    shown = new double[cells];
    clicks = new double[cells];
  }

  /**
   * Sums a table.
   *
   * @param without the block left out: groups whose remainder by {@code blocks} it is; -1: none
   */
  static PositionCells of(ClickTable table, int without, int blocks) {
    int keys = table.keys();
    int deepest = table.deepest();
    int most = (int) Math.min(table.start(keys), (long) keys * deepest);
    PositionCells cells = new PositionCells(keys, most);
    double[] shownAt = new double[deepest];
    double[] clicksAt = new double[deepest];
    int size = 0;
    for (int key = 0; key < keys; key++) {
      Arrays.fill(shownAt, 0);
      Arrays.fill(clicksAt, 0);
      for (int cell = table.start(key); cell < table.start(key + 1); cell++) {
        if (table.group(cell) % blocks != without) {
          shownAt[table.position(cell) - 1] += table.shown(cell);
          clicksAt[table.position(cell) - 1] += table.clicks(cell);
        }
      }
      size = cells.append(shownAt, clicksAt, size);
      cells.start[key + 1] = size;
    }
    return cells;
  }

  private int append(double[] shownAt, double[] clicksAt, int size) {
    int next = size;
    for (int k = 0; k < shownAt.length; k++) {
      if (shownAt[k] > 0) {
        position[next] = k + 1;
        shown[next] = shownAt[k];
        clicks[next] = clicksAt[k];
        next++;
      }
    }
    return next;
  }

  int keys() {
    return start.length - 1;
  }

  /** Where the cells of a key begin. */
  int start(int key) {
    return start[key];
  }

  /** From 1. */
  int position(int cell) {
    return position[cell];
  }

  double shown(int cell) {
    return shown[cell];
  }

  double clicks(int cell) {
    return clicks[cell];
  }
}
