package io.rankproof.propensity;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A row of {@code propensity_diagnostics}.
 *
 * @param note what a reader should know; null when nothing is unusual
 */
record Diagnostic(String context, String measure, double value, String note) {
  private static final StructType SCHEMA =
      StructType.fromDDL("context STRING, measure STRING, value DOUBLE, note STRING");

  static Diagnostic of(String context, String measure, double value) {
    return new Diagnostic(context, measure, value, null);
  }

  /** The same of a method other than the one used. */
  Diagnostic of(String method) {
    return new Diagnostic(context, method + ": " + measure, value, note);
  }

  static Dataset<Row> table(SparkSession spark, List<Diagnostic> diagnostics) {
    List<Row> rows =
        diagnostics.stream()
            .map(d -> RowFactory.create(d.context, d.measure, d.value, d.note))
            .toList();
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }
}
