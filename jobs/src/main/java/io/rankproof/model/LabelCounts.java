package io.rankproof.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.error.InputException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * @param ones rows whose label is 1
 * @param others rows whose label is neither 0 nor 1
 */
record LabelCounts(long rows, long ones, long others) {

  /** Of rows with a column {@code label}. */
  static LabelCounts of(Dataset<Row> rows) {
    Row counts =
        rows.agg(
                count(lit(1)),
                count_if(col("label").equalTo(1)),
                count_if(col("label").isin(0, 1).equalTo(false)))
            .head();
    return new LabelCounts(counts.getLong(0), counts.getLong(1), counts.getLong(2));
  }

  boolean isBinary() {
    return others == 0;
  }

  boolean hasBothClasses() {
    return isBinary() && ones > 0 && ones < rows;
  }

  /**
   * @throws InputException if the model cannot be fitted to these labels
   */
  void refuseUnfit(ModelSpec spec) {
    String what = "model " + spec.name() + ": label " + spec.label() + " of the training set ";
    if (rows == 0) {
      throw new InputException(what + "has no row; check the split and the label");
    }
    if (spec.isClassifier() && !isBinary()) {
      throw new InputException(
          what + "has " + others + " values other than 0 and 1; give a 0/1 label");
    }
    if (spec.isClassifier() && !hasBothClasses()) {
      throw new InputException(
          what
              + "has one class only ("
              + ones
              + " of "
              + rows
              + " rows are 1); give a longer training window or another label");
    }
  }
}
