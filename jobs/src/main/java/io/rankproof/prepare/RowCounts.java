package io.rankproof.prepare;

import io.rankproof.error.StoreException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/** Sums over rows, taken while an action passes over them for another reason. */
final class RowCounts {
  private final Observation observation = new Observation();

  /**
   * @param sums aliased; whole numbers
   */
  Dataset<Row> of(Dataset<Row> rows, List<Column> sums) {
    return rows.observe(observation, sums.get(0), sums.stream().skip(1).toArray(Column[]::new));
  }

  /** By alias; to be asked after the action. */
  Map<String, Long> get() {
    try {
      Map<String, Long> counts = new TreeMap<>();
      observation
          .getAsJava()
          .forEach((name, value) -> counts.put(name, ((Number) value).longValue()));
      return counts;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException("prepare was interrupted while it counted rows", stopped);
    }
  }
}
