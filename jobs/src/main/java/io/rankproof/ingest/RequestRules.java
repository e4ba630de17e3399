package io.rankproof.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What the rows of one request must satisfy together. All windows are over (cluster, request), so
 * rows that are partitioned by cluster need no further exchange.
 *
 * @param positions whether the log has positions
 */
record RequestRules(boolean positions) {
  private static final String CLASH = "_clash";

  private static final WindowSpec REQUEST =
      Window.partitionBy(LogColumns.CLUSTER, LogColumns.REQUEST);
  private static final WindowSpec BY_ITEM = REQUEST.orderBy(LogColumns.ITEM, LogColumns.CONTENT);
  private static final WindowSpec BY_POSITION =
      REQUEST.orderBy(LogColumns.POSITION, LogColumns.ITEM);

  /** Marks rows equal to the one before them, and items that are there with other content. */
  Dataset<Row> markDuplicates(Dataset<Row> rows) {
    Column sameItem = sameAsBefore(LogColumns.ITEM, BY_ITEM);
    Column sameContent = sameAsBefore(LogColumns.CONTENT, BY_ITEM);
    return rows.withColumn(LogColumns.DUPLICATE, sameItem.and(sameContent))
        .withColumn(CLASH, when(sameItem.and(not(sameContent)), lit(Reasons.ITEM_CONFLICT)));
  }

  /** Gives every row its request's conflict and times. */
  Dataset<Row> judge(Dataset<Row> rows) {
    return (positions ? markPositions(rows) : rows)
        .withColumn(LogColumns.CONFLICT, min(CLASH).over(REQUEST))
        .withColumn(LogColumns.REQUEST_TIME, min(LogColumns.TIME).over(REQUEST))
        .withColumn(LogColumns.REQUEST_END, max(LogColumns.TIME).over(REQUEST))
        .drop(CLASH, LogColumns.DUPLICATE, LogColumns.CONTENT);
  }

  private static Dataset<Row> markPositions(Dataset<Row> rows) {
    Column samePosition = sameAsBefore(LogColumns.POSITION, BY_POSITION);
    return rows.withColumn(
        CLASH, coalesce(col(CLASH), when(samePosition, lit(Reasons.POSITION_CONFLICT))));
  }

  private static Column sameAsBefore(String column, WindowSpec order) {
    return coalesce(col(column).equalTo(lag(column, 1).over(order)), lit(false));
  }
}
