package io.rankproof.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.LabelConfig;
import io.rankproof.ingest.LogColumns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/** Label columns made of tallied engagements. */
public final class Labels {
  private Labels() {}

  /** {@code label_NAME} of every engagement (0 or 1) and grade (a sum of weights). */
  public static List<Column> of(LabelConfig label) {
    List<Column> columns = new ArrayList<>();
    label.engagements().keySet().forEach(name -> columns.add(binary(name).as(column(name))));
    label.grades().forEach((name, weights) -> columns.add(grade(weights).as(column(name))));
    return columns;
  }

  /** The column of a label. */
  public static String column(String label) {
    return "label_" + label;
  }

  /**
   * Whether every label of the request had its window closed when the log ended. A request matures
   * as a whole, with its latest row.
   */
  public static Column mature(LabelConfig label, LogEnd end) {
    Duration window = label.longestWindow();
    return window.isZero()
        ? lit(true)
        : col(LogColumns.REQUEST_END).leq(lit(end.matureUntil(window)));
  }

  private static Column binary(String engagement) {
    return when(col(Tally.IN.of(engagement)).gt(0), lit(1.0)).otherwise(lit(0.0));
  }

  private static Column grade(Map<String, Double> weights) {
    return weights.entrySet().stream()
        .map(weight -> binary(weight.getKey()).multiply(lit(weight.getValue())))
        .reduce(Column::plus)
        .orElse(lit(0.0));
  }
}
