package io.rankproof.evaluate;

import java.util.Arrays;

/**
 * The sums of the cluster that is being read, for the cohorts it has touched. Most clusters have
 * one request, whose terms are the same in each of its cohorts: until a second one comes they are
 * kept once.
 */
final class OpenCluster {
  private final int[] slots;
  private final int columns;
  private final Part only;
  private int[] onlyCohorts = {};
  private int onlyCount;
  private Part[] parts = {};
  private int[] cohorts;
  private int size;

  /** What a cluster has in one cohort: most columns are not touched. */
  static final class Part {
    private final double[] rounded;
    private final double[] residual;
    private final boolean[] isTouched;
    private final int[] touchedColumns;
    private int touched;

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

    private void copy(Part other) {
      for (int i = 0; i < other.touched; i++) {
        int column = other.touchedColumns[i];
        isTouched[column] = true;
        touchedColumns[i] = column;
        rounded[column] = other.rounded[column];
        residual[column] = other.residual[column];
      }
      touched = other.touched;
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
    only = new Part(columns);
    cohorts = new int[0];
  }

  /** Adds terms to a cohort. */
  void add(int cohort, Terms terms) {
    spread();
    of(cohort).add(terms);
  }

  /** Adds terms to distinct cohorts, the first {@code count} of them. */
  void add(int[] toCohorts, int count, Terms terms) {
    if (isEmpty()) {
      only.add(terms);
      onlyCohorts = onlyCohorts.length < count ? new int[toCohorts.length] : onlyCohorts;
      System.arraycopy(toCohorts, 0, onlyCohorts, 0, count);
      onlyCount = count;
    } else {
      spread();
      for (int i = 0; i < count; i++) {
        of(toCohorts[i]).add(terms);
      }
    }
  }

  private boolean isEmpty() {
    return size == 0 && onlyCount == 0;
  }

  /** Gives each cohort a part of its own. */
  private void spread() {
    if (onlyCount > 0) {
      for (int i = 0; i < onlyCount; i++) {
        of(onlyCohorts[i]).copy(only);
      }
      only.clear();
      onlyCount = 0;
    }
  }

  private Part of(int cohort) {
    if (slots[cohort] < 0) {
      open(cohort);
    }
    return parts[slots[cohort]];
  }

  private void open(int cohort) {
    if (size == parts.length) {
      parts = Arrays.copyOf(parts, Math.max(8, 2 * size));
      cohorts = Arrays.copyOf(cohorts, parts.length);
    }
    if (parts[size] == null) {
      parts[size] = new Part(columns);
    }
    cohorts[size] = cohort;
    slots[cohort] = size++;
  }

  /** How many different parts there are: one where all cohorts have the same. */
  int parts() {
    return onlyCount > 0 ? 1 : size;
  }

  Part part(int i) {
    return onlyCount > 0 ? only : parts[i];
  }

  /** How many cohorts have a part. */
  int cohortsOf(int part) {
    return onlyCount > 0 ? onlyCount : 1;
  }

  /** A cohort that has a part. */
  int cohort(int part, int i) {
    return onlyCount > 0 ? onlyCohorts[i] : cohorts[part];
  }

  void clear() {
    only.clear();
    onlyCount = 0;
    for (int slot = 0; slot < size; slot++) {
      slots[cohorts[slot]] = -1;
      parts[slot].clear();
    }
    size = 0;
  }
}
