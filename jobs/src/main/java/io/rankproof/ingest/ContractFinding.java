package io.rankproof.ingest;

import io.rankproof.config.ContractConfig.Broken;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What became of a rule of the contract: a row of the table {@code contract}.
 *
 * @param expected what it asks, in words
 * @param rows that were looked at
 * @param violations of these, rows that break it
 * @param broken what follows then
 * @param example a value that breaks it; null: none
 */
public record ContractFinding(
    String rule, String expected, long rows, long violations, Broken broken, String example) {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "rule STRING, expected STRING, rows BIGINT, violations BIGINT, action STRING, "
              + "status STRING, example STRING");

  boolean isRefused() {
    return violations > 0 && broken == Broken.FAIL;
  }

  /** In one line. */
  String text() {
    return "rule "
        + rule
        + " ("
        + expected
        + ") is broken by "
        + violations
        + " of "
        + rows
        + (example == null ? "" : ", e.g. " + example);
  }

  /** The table {@code contract}. */
  public static Dataset<Row> table(SparkSession session, List<ContractFinding> findings) {
    return session
        .createDataFrame(findings.stream().map(ContractFinding::row).toList(), SCHEMA)
        .coalesce(1);
  }

  private Row row() {
    return RowFactory.create(
        rule,
        expected,
        rows,
        violations,
        broken.name().toLowerCase(Locale.ROOT),
        violations > 0 ? "broken" : "kept",
        example);
  }
}
