package io.rankproof.evaluate;

import java.util.Arrays;

/** The terms of one request or row: columns, rounded values, and what rounding left. */
final class Terms {
  private final double[] units;
  private final double[] inverses;
  private final double[] residualUnits;
  private final double[] residualInverses;
  private final int[] columns;
  private final double[] rounded;
  private final double[] residual;
  private int count;

  Terms(SumShape shape) {
    int width = shape.columns();
    units = shape.units();
    inverses = Arrays.stream(units).map(unit -> 1 / unit).toArray();
    residualUnits = new double[width];
    Arrays.setAll(residualUnits, column -> shape.residualGrid(column).unit());
    residualInverses = Arrays.stream(residualUnits).map(unit -> 1 / unit).toArray();
    columns = new int[width];
    rounded = new double[width];
    residual = new double[width];
  }

  void clear() {
    count = 0;
  }

  /** Adds a term; a column at most once. Zeros are left out. */
  void add(int column, double value) {
    if (value != 0) {
      columns[count] = column;
      // As SumGrid rounds; units are powers of two, so their inverses are exact.
      double near = Math.rint(value * inverses[column]) * units[column];
      rounded[count] = near;
      residual[count] =
          Math.rint((value - near) * residualInverses[column]) * residualUnits[column];
      count++;
    }
  }

  int count() {
    return count;
  }

  int column(int term) {
    return columns[term];
  }

  double rounded(int term) {
    return rounded[term];
  }

  double residual(int term) {
    return residual[term];
  }
}
