package io.rankproof.split;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.rankproof.ingest.LogColumns;
import org.apache.spark.sql.Column;

/** Users by their side, at all times; a request without a user counts as a user of its own. */
record UserSplit(Sides sides) implements Split {
  @Override
  public Column assign(Column mature) {
    return when(not(mature), lit(Sets.IMMATURE)).otherwise(sides.of(col(LogColumns.CLUSTER)));
  }

  @Override
  public String text() {
    return "users held out by a hash of the user: validation "
        + sides.shares().validation()
        + ", test "
        + sides.shares().test();
  }
}
