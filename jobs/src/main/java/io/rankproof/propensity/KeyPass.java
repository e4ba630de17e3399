package io.rankproof.propensity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.kernel.propensity.KeyCells;
import io.rankproof.kernel.propensity.KeySums;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The single pass over the log that harvesting, EM and the test of the position-based model need:
 * counts by context, key, day, position, group and randomisation, a key's counts together in one
 * partition, and there into {@link KeySums}. The result is the same whatever the partitions.
 */
final class KeyPass implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int CONTEXT = 0;
  private static final int KEY = 1;
  private static final int DAY = 2;
  private static final int POSITION = 3;
  private static final int GROUP = 4;
  private static final int RANDOMISED = 5;
  private static final int SHOWN = 6;
  private static final int CLICKS = 7;

  private final ContextSums.Shape shape;

  private KeyPass(ContextSums.Shape shape) {
    this.shape = shape;
  }

  /**
   * @param train rows with context, key, day, position, group and click; those without a key or a
   *     position are left out
   * @return sums by context
   */
  static Map<String, KeySums> sums(Dataset<Row> train, ContextSums.Shape shape) {
    KeyPass pass = new KeyPass(shape);
    return internalRows(counts(train))
        .mapPartitions(rows -> List.of(pass.sum(rows)).iterator())
        .treeReduce(ContextSums::merge)
        .byContext();
  }

  private static Dataset<Row> counts(Dataset<Row> train) {
    return train
        .where(col("key").isNotNull().and(col("position").isNotNull()))
        .groupBy(
            col("context"),
            col("key"),
            col("day"),
            col("position"),
            col("group"),
            coalesce(col("randomised"), lit(false)).as("random"))
        .agg(count(lit(1)).as("shown"), count_if(col("click")).as("clicks"))
        .repartition(col("context"), col("key"))
        .sortWithinPartitions("context", "key", "day", "position", "group", "random");
  }

  private static JavaRDD<InternalRow> internalRows(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd().toJavaRDD();
  }

  private ContextSums sum(Iterator<InternalRow> rows) {
    Partition partition = new Partition();
    while (rows.hasNext()) {
      partition.add(rows.next());
    }
    return partition.end();
  }

  /** The sums of one partition while they grow. */
  private final class Partition {
    private final ContextSums sums = new ContextSums();
    private final KeyCells days = new KeyCells();
    private final KeyCells day = new KeyCells();
    private final KeyCells random = new KeyCells();
    private String context;
    private KeySums own;
    private long key;
    private int date;

    void add(InternalRow row) {
      follow(row);
      int position = row.getInt(POSITION);
      int group = row.getInt(GROUP);
      days.add(position, group, row.getLong(SHOWN), row.getLong(CLICKS));
      day.add(position, group, row.getLong(SHOWN), row.getLong(CLICKS));
      if (row.getBoolean(RANDOMISED)) {
        random.add(position, group, row.getLong(SHOWN), row.getLong(CLICKS));
      }
    }

    private void follow(InternalRow row) {
      String rowContext = row.getUTF8String(CONTEXT).toString();
      boolean sameKey = rowContext.equals(context) && row.getLong(KEY) == key;
      if (!sameKey) {
        endKey();
        own = rowContext.equals(context) ? own : sums.of(rowContext, shape);
        context = rowContext;
        key = row.getLong(KEY);
      } else if (row.getInt(DAY) != date) {
        endDay();
      }
      date = row.getInt(DAY);
    }

    private void endDay() {
      own.addDay(day);
      day.clear();
    }

    private void endKey() {
      if (days.size() > 0) {
        endDay();
        own.addKey(key, days);
        own.addRandomised(key, random);
        days.clear();
        random.clear();
      }
    }

    ContextSums end() {
      endKey();
      return sums;
    }
  }
}
