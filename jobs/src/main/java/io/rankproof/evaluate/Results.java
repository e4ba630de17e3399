package io.rankproof.evaluate;

import java.util.List;
import org.apache.spark.sql.Row;

/**
 * The lines of the result tables.
 *
 * @param metrics of {@link MetricRow#SCHEMA}
 * @param comparisons of {@link Comparison#SCHEMA}
 * @param calibration of {@link CalibrationTable#SCHEMA}
 * @param sliceFindings of {@link SliceFinding#SCHEMA}
 */
record Results(
    List<Row> metrics, List<Row> comparisons, List<Row> calibration, List<Row> sliceFindings) {}
