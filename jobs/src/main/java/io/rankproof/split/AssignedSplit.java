package io.rankproof.split;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.rankproof.ingest.LogColumns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** As the log says; a request whose rows do not agree on a set is excluded. */
record AssignedSplit(String expression) implements Split {
  private static final WindowSpec REQUEST =
      Window.partitionBy(LogColumns.CLUSTER, LogColumns.REQUEST);

  @Override
  public Column assign(Column mature) {
    Column given = col(LogColumns.ASSIGNED);
    Column named = when(given.isin(Sets.USED.toArray()), given).otherwise(lit(Sets.EXCLUDED));
    Column least = min(named).over(REQUEST);
    Column agreed =
        when(least.equalTo(max(named).over(REQUEST)), least).otherwise(lit(Sets.EXCLUDED));
    return when(not(mature), lit(Sets.IMMATURE)).otherwise(agreed);
  }

  @Override
  public boolean keepsOrder() {
    return false;
  }

  @Override
  public String text() {
    return "sets as " + expression + " says";
  }
}
