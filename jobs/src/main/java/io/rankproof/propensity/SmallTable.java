package io.rankproof.propensity;

import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Writes tables that were made on the driver; what has no row is not written and reads as empty.
 */
final class SmallTable {
  private SmallTable() {}

  static void write(
      RunContext context, JobOutput out, Table table, List<Row> rows, StructType schema) {
    if (!rows.isEmpty()) {
      out.write(table, context.spark().createDataFrame(rows, schema).coalesce(1));
    }
  }
}
