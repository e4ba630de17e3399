package io.rankproof.evaluate;

import java.util.Arrays;

/** The sums of the cluster that is being read, for the cohorts it has touched. */
final class OpenCluster {
  private final int[] slots;
  private int[] cohorts = new int[8];
  private double[][] vectors;
  private double[][] residuals;
  private final int columns;
  private int size;

  OpenCluster(SumShape shape) {
    columns = shape.columns();
    slots = new int[shape.cohorts()];
    Arrays.fill(slots, -1);
    vectors = new double[cohorts.length][columns];
    residuals = new double[cohorts.length][columns];
  }

  double[] vector(int cohort) {
    if (slots[cohort] < 0) {
      open(cohort);
    }
    return vectors[slots[cohort]];
  }

  /** What rounding left of the terms of {@link #vector}. */
  double[] residual(int cohort) {
    return residuals[slots[cohort]];
  }

  private void open(int cohort) {
    if (size == cohorts.length) {
      cohorts = Arrays.copyOf(cohorts, 2 * size);
      vectors = Arrays.copyOf(vectors, 2 * size);
      residuals = Arrays.copyOf(residuals, 2 * size);
    }
    if (vectors[size] == null) {
      vectors[size] = new double[columns];
      residuals[size] = new double[columns];
    }
    cohorts[size] = cohort;
    slots[cohort] = size++;
  }

  int size() {
    return size;
  }

  int cohort(int slot) {
    return cohorts[slot];
  }

  void clear() {
    for (int slot = 0; slot < size; slot++) {
      Arrays.fill(vectors[slot], 0);
      Arrays.fill(residuals[slot], 0);
      slots[cohorts[slot]] = -1;
    }
    size = 0;
  }
}
