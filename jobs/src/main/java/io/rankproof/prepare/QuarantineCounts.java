package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Quarantined rows by reason, counted while they are written. */
final class QuarantineCounts {
  private final List<String> reasons;
  private final RowCounts counts = new RowCounts();

  /**
   * @param reasons that can occur
   */
  QuarantineCounts(List<String> reasons) {
    this.reasons = reasons;
  }

  Dataset<Row> observe(Dataset<Row> quarantine) {
    List<Column> byReason =
        reasons.stream().map(reason -> count_if(col("reason").equalTo(reason)).as(reason)).toList();
    return counts.of(quarantine, byReason);
  }

  /** Reasons that occur. */
  Map<String, Long> byReason() {
    Map<String, Long> found = counts.get();
    found.values().removeIf(rows -> rows == 0);
    return found;
  }
}
