package io.rankproof.split;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.dense_rank;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.rankproof.ingest.LogColumns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Every user's last n request times are test, the n before them validation, the rest train; a user
 * with 2n or fewer is in train as a whole. Requests of a user at one time are on one side.
 */
record LastRequests(int n) implements Split {
  /** What a reader has to know of such a split. */
  static final String WARNING =
      "Every user's last requests are the test set, so the sets overlap in time: models learn from"
          + " what happened after a test request, to other users and to the items' popularity. Such"
          + " results overstate what a model will do on future traffic and can reverse the order of"
          + " models (Ji, Sun, Zhang and Li 2020; Meng, McCreadie, Macdonald and Ounis 2020). Use"
          + " split.kind = time or rolling to decide.";

  @Override
  public Column assign(Column mature) {
    WindowSpec user = Window.partitionBy(col(LogColumns.CLUSTER), mature);
    Column fromLast = dense_rank().over(user.orderBy(col(LogColumns.REQUEST_TIME).desc()));
    Column fromFirst = dense_rank().over(user.orderBy(col(LogColumns.REQUEST_TIME)));
    Column all = fromLast.plus(fromFirst).minus(1);
    return when(not(mature), lit(Sets.IMMATURE))
        .when(all.leq(2 * n), lit(Sets.TRAIN))
        .when(fromLast.leq(n), lit(Sets.TEST))
        .when(fromLast.leq(2 * n), lit(Sets.VALIDATION))
        .otherwise(lit(Sets.TRAIN));
  }

  @Override
  public boolean keepsOrder() {
    return false;
  }

  @Override
  public String text() {
    return "every user's last " + n + " requests are test, the " + n + " before them validation";
  }
}
