package io.rankproof.audit;

import io.rankproof.result.LeakFinding;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Findings as rows of their table. */
final class AuditRows {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "finding STRING, subject STRING, measure STRING, value DOUBLE, bound DOUBLE, "
              + "verdict STRING, examples ARRAY<STRING>, reason STRING");

  private AuditRows() {}

  static Dataset<Row> of(SparkSession spark, List<LeakFinding> findings) {
    return spark
        .createDataFrame(findings.stream().map(AuditRows::row).toList(), SCHEMA)
        .coalesce(1);
  }

  private static Row row(LeakFinding finding) {
    return RowFactory.create(
        finding.finding(),
        finding.subject(),
        finding.measure(),
        nullable(finding.value()),
        nullable(finding.bound()),
        finding.severity().text(),
        finding.examples().toArray(String[]::new),
        finding.reason());
  }

  private static Double nullable(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
