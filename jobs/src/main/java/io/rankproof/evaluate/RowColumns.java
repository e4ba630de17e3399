package io.rankproof.evaluate;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Places of the columns of {@link ScoredRows#grouped}.
 *
 * @param labels number of labels
 * @param models number of models
 */
record RowColumns(int labels, int models) implements Serializable {
  static final int CLUSTER = 0;
  static final int REQUEST = 1;
  static final int CLUSTER_HASH = 2;
  static final int ITEM_HASH = 3;
  static final int RANDOMISED = 4;
  static final int PROPENSITY = 5;
  static final int WEIGHT = 6;
  static final int FIRST_LABEL = 7;

  int firstScore() {
    return FIRST_LABEL + labels;
  }

  int firstSegment() {
    return firstScore() + models;
  }

  /** A label; NaN when it is null. */
  double label(InternalRow row, int label) {
    return nullable(row, FIRST_LABEL + label);
  }

  /** A score; NaN when it is null. */
  double score(InternalRow row, int model) {
    return nullable(row, firstScore() + model);
  }

  /** The examination propensity; NaN when none is usable. */
  static double propensity(InternalRow row) {
    return nullable(row, PROPENSITY);
  }

  private static double nullable(InternalRow row, int column) {
    return row.isNullAt(column) ? Double.NaN : row.getDouble(column);
  }
}
