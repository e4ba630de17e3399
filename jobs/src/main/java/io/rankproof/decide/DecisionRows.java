package io.rankproof.decide;

import io.rankproof.result.Check;
import io.rankproof.result.Decision;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Decisions as rows of their table. */
final class DecisionRows {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "model STRING, verdict STRING, rank INT, checks ARRAY<STRUCT<name STRING, kind STRING, "
              + "status STRING, value DOUBLE, bound DOUBLE, reason STRING>>, "
              + "reasons ARRAY<STRING>, needed STRING");

  private DecisionRows() {}

  static Dataset<Row> of(SparkSession spark, List<Decision> decisions) {
    return spark
        .createDataFrame(decisions.stream().map(DecisionRows::row).toList(), SCHEMA)
        .coalesce(1);
  }

  private static Row row(Decision decision) {
    return RowFactory.create(
        decision.model(),
        decision.verdict().name(),
        decision.rank(),
        decision.checks().stream().map(DecisionRows::row).toArray(Row[]::new),
        decision.reasons().toArray(String[]::new),
        decision.needed().orElse(null));
  }

  private static Row row(Check check) {
    return RowFactory.create(
        check.name(),
        check.kind().text(),
        check.status().text(),
        nullable(check.value()),
        nullable(check.bound()),
        check.reason());
  }

  private static Double nullable(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
