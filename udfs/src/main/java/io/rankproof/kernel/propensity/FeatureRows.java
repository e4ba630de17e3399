package io.rankproof.kernel.propensity;

import java.util.Arrays;

/** Impressions with features, for estimates that predict relevance from them. */
public final class FeatureRows {
  private final int features;
  private int size;
  private int deepest;
  private int[] position = new int[256];
  private int[] group = new int[256];
  private boolean[] click = new boolean[256];
  private double[] values;

  /**
   * @param features per impression
   */
  public FeatureRows(int features) {
    this.features = features;
    this.values = new double[256 * features];
  }

  /**
   * @param position from 1
   * @param group of the cluster, from 0
   * @param row its features, finite
   */
  public void add(int position, int group, boolean click, double... row) {
    if (row.length != features) {
      throw new IllegalArgumentException(
          "an impression has " + row.length + " features: " + features + " are expected");
    }
    if (size == this.position.length) {
      this.position = Arrays.copyOf(this.position, 2 * size);
      this.group = Arrays.copyOf(this.group, 2 * size);
      this.click = Arrays.copyOf(this.click, 2 * size);
      values = Arrays.copyOf(values, 2 * size * features);
    }
    this.position[size] = position;
    this.group[size] = group;
    this.click[size] = click;
    System.arraycopy(row, 0, values, size * features, features);
    deepest = Math.max(deepest, position);
    size++;
  }

  /** Number of impressions. */
  public int size() {
    return size;
  }

  /** Deepest position. */
  public int deepest() {
    return deepest;
  }

  /** Features of each. */
  public int features() {
    return features;
  }

  int position(int row) {
    return position[row];
  }

  int group(int row) {
    return group[row];
  }

  boolean click(int row) {
    return click[row];
  }

  /** A feature of an impression. */
  public double value(int row, int feature) {
    return values[row * features + feature];
  }
}
