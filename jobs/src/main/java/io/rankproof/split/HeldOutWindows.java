package io.rankproof.split;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/**
 * Windows of time that keep only the rows of their own users or items; the others are excluded.
 *
 * @param key column of the user or item
 * @param keys what they are called
 */
record HeldOutWindows(TimeSplit windows, Sides sides, String key, String keys) implements Split {
  @Override
  public Column assign(Column mature) {
    Column set = windows.assign(mature);
    Column elsewhere = set.isin(Sets.USED.toArray()).and(set.notEqual(sides.of(col(key))));
    return when(elsewhere, lit(Sets.EXCLUDED)).otherwise(set);
  }

  @Override
  public String text() {
    return windows.text()
        + "; in each only its own "
        + keys
        + " by a hash: validation "
        + sides.shares().validation()
        + ", test "
        + sides.shares().test();
  }
}
