package io.rankproof.evaluate;

import io.rankproof.kernel.point.CalibrationEdges;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The table {@code calibration}: predicted and observed rates by bin of the prediction. */
final class CalibrationTable {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "model STRING, label STRING, slice STRING, slice_value STRING, bin INT, lower DOUBLE, "
              + "upper DOUBLE, weight DOUBLE, mean_score DOUBLE, mean_label DOUBLE, n BIGINT");

  private final Setting setting;
  private final PointColumns columns;
  private final CohortSums sums;

  CalibrationTable(Setting setting, PointColumns columns, CohortSums sums) {
    this.setting = setting;
    this.columns = columns;
    this.sums = sums;
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int value = 0; value < setting.cohorts().values().size(); value++) {
      int cohort = setting.cohorts().index(value, 0);
      long requests = sums.counter(cohort, Counters.REQUESTS);
      if (value == 0 || requests >= setting.config().minSliceRequests()) {
        addCohort(cohort, rows);
      }
    }
    return rows;
  }

  private void addCohort(int cohort, List<Row> rows) {
    for (int model = 0; model < columns.plan().models(); model++) {
      for (int bin = 0; bin < columns.bins(model); bin++) {
        long n = sums.counter(cohort, columns.binCounter(model, bin));
        if (n > 0) {
          rows.add(row(cohort, model, bin, n));
        }
      }
    }
  }

  private Row row(int cohort, int model, int bin, long n) {
    SliceValue slice = setting.cohorts().value(cohort);
    CalibrationEdges edges = columns.edges(model);
    double weight = sums.total(cohort, columns.binWeight(model, bin));
    return RowFactory.create(
        setting.scored().models().get(model),
        setting.primaryLabel(),
        slice.slice().title(),
        slice.title(),
        bin,
        edges.low(bin),
        edges.high(bin),
        weight,
        Nullable.of(sums.total(cohort, columns.binScore(model, bin)) / weight),
        Nullable.of(sums.total(cohort, columns.binLabel(model, bin)) / weight),
        n);
  }
}
