package io.rankproof.evaluate;

import java.util.Arrays;

/**
 * The debiased sums of one request, apart by the point of the propensity curve that divides their
 * terms; 0 is what is known. Most points divide no row of a request: what is not touched costs
 * nothing. Reused from request to request.
 */
final class PointSums {
  private final int width;
  private final double[] values;
  private final int[] touched;
  private final boolean[] isTouched;
  private int count;

  /**
   * @param points of the curve that are uncertain; where there are none, nothing is kept
   * @param width sums of each point
   */
  PointSums(int points, int width) {
    this.width = width;
    int places = points == 0 ? 0 : points + 1;
    values = new double[places * width];
    touched = new int[places];
    isTouched = new boolean[places];
  }

  /** Whether anything is kept. */
  boolean isKept() {
    return touched.length > 0;
  }

  /**
   * Starts a request, all its sums 0.
   *
   * @param points of its rows, the first {@code rows} of them
   */
  void start(int[] points, int rows) {
    for (int i = 0; i < count; i++) {
      isTouched[touched[i]] = false;
      Arrays.fill(values, touched[i] * width, (touched[i] + 1) * width, 0);
    }
    count = 0;
    touch(0);
    for (int row = 0; row < rows; row++) {
      touch(points[row]);
    }
  }

  private void touch(int point) {
    if (!isTouched[point]) {
      isTouched[point] = true;
      touched[count++] = point;
    }
  }

  int width() {
    return width;
  }

  /** All sums, those of a point after those of the one before, to add to. */
  double[] values() {
    return values;
  }

  /** How many points the request touches; the known propensities are always the first. */
  int count() {
    return count;
  }

  /** The i-th point that is touched. */
  int point(int i) {
    return touched[i];
  }

  /** A sum of the i-th point that is touched. */
  double value(int i, int column) {
    return values[touched[i] * width + column];
  }
}
