package io.rankproof.evaluate;

import io.rankproof.kernel.sum.SumGrid;
import java.util.Arrays;

/** The terms of one request or row: columns, rounded values, and what rounding left. */
final class Terms {
  private final SumGrid[] grids;
  private final SumGrid[] residualGrids;
  private final int[] columns;
  private final double[] rounded;
  private final double[] residual;
  private int count;

  /**
   * @param shape of the sums
   * @param most terms that a column can have in all
   */
  Terms(SumShape shape, long most) {
    int width = shape.columns();
    grids = new SumGrid[width];
    residualGrids = new SumGrid[width];
    Arrays.setAll(grids, shape::grid);
    Arrays.setAll(residualGrids, column -> shape.residualGrid(column, most));
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
      rounded[count] = grids[column].round(value);
      residual[count] = residualGrids[column].round(value - rounded[count]);
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
