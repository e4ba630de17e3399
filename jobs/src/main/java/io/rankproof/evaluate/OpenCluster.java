package io.rankproof.evaluate;

import java.util.Arrays;

/** The sums of the cluster that is being read, for the cohorts it has touched. */
final class OpenCluster {
  private final int[] slots;
  private final int columns;
  private Part[] parts = {};
  private int size;

  /** What a cluster has in one cohort: most columns are not touched. */
  static final class Part {
    private final double[] rounded;
    private final double[] residual;
    private final boolean[] isTouched;
    private final int[] touchedColumns;
    private int touched;
    private int cohort;

    private Part(int columns) {
      rounded = new double[columns];
      residual = new double[columns];
      isTouched = new boolean[columns];
      touchedColumns = new int[columns];
    }

    void add(Terms terms) {
      for (int i = 0; i < terms.count(); i++) {
        int column = terms.column(i);
        if (!isTouched[column]) {
          isTouched[column] = true;
          touchedColumns[touched++] = column;
        }
        rounded[column] += terms.rounded(i);
        residual[column] += terms.residual(i);
      }
    }

    private void clear() {
      for (int i = 0; i < touched; i++) {
        int column = touchedColumns[i];
        isTouched[column] = false;
        rounded[column] = 0;
        residual[column] = 0;
      }
      touched = 0;
    }

    int cohort() {
      return cohort;
    }

    /** The sums of rounded terms, by column. Read only. */
    double[] rounded() {
      return rounded;
    }

    /** What rounding left of these terms, by column. Read only. */
    double[] residual() {
      return residual;
    }

    /** How many columns have terms. */
    int touched() {
      return touched;
    }

    /** A column that has terms. */
    int column(int i) {
      return touchedColumns[i];
    }
  }

  OpenCluster(SumShape shape) {
    columns = shape.columns();
    slots = new int[shape.cohorts()];
    Arrays.fill(slots, -1);
  }

  void add(int cohort, Terms terms) {
    if (slots[cohort] < 0) {
      open(cohort);
    }
    parts[slots[cohort]].add(terms);
  }

  private void open(int cohort) {
    if (size == parts.length) {
      parts = Arrays.copyOf(parts, Math.max(8, 2 * size));
    }
    if (parts[size] == null) {
      parts[size] = new Part(columns);
    }
    parts[size].cohort = cohort;
    slots[cohort] = size++;
  }

  int size() {
    return size;
  }

  Part part(int slot) {
    return parts[slot];
  }

  void clear() {
    for (int slot = 0; slot < size; slot++) {
      slots[parts[slot].cohort] = -1;
      parts[slot].clear();
    }
    size = 0;
  }
}
