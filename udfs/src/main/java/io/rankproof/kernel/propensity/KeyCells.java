package io.rankproof.kernel.propensity;

import java.util.Arrays;

/**
 * Impressions and clicks of one context key, by position and group of clusters. A buffer to be
 * filled and cleared for key after key.
 */
public final class KeyCells {
  private static final int FIRST = 16;

  private int size;
  private int[] position = new int[FIRST];
  private int[] group = new int[FIRST];
  private double[] shown = new double[FIRST];
  private double[] clicks = new double[FIRST];

  /** Forgets all cells. */
  public void clear() {
    size = 0;
  }

  /**
   * Adds a cell; several of the same position and group add up.
   *
   * @param position from 1
   * @param group of the cluster, from 0
   * @param shown impressions, at least 1
   * @param clicks of these
   */
  public void add(int position, int group, long shown, long clicks) {
    if (position < 1 || group < 0 || shown < 1 || clicks < 0 || clicks > shown) {
      throw new IllegalArgumentException(
          String.format(
              "position %d, group %d, %d impressions, %d clicks: positions start at 1, groups at 0,"
                  + " and clicks are part of the impressions",
              position, group, shown, clicks));
    }
    grow();
    this.position[size] = position;
    this.group[size] = group;
    this.shown[size] = shown;
    this.clicks[size] = clicks;
    size++;
  }

  private void grow() {
    if (size == position.length) {
      position = Arrays.copyOf(position, 2 * size);
      group = Arrays.copyOf(group, 2 * size);
      shown = Arrays.copyOf(shown, 2 * size);
      clicks = Arrays.copyOf(clicks, 2 * size);
    }
  }

  /** The number of cells. */
  public int size() {
    return size;
  }

  int position(int cell) {
    return position[cell];
  }

  int group(int cell) {
    return group[cell];
  }

  double shown(int cell) {
    return shown[cell];
  }

  double clicks(int cell) {
    return clicks[cell];
  }
}
