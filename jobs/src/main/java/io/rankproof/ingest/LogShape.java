package io.rankproof.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.rankproof.error.InputException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one pass over the keys of a log tells before anything is written.
 *
 * @param rows rows of the source, good or bad
 * @param times when its requests began
 * @param sharedRequests requests whose rows name different users
 */
public record LogShape(long rows, TimeHistogram times, long sharedRequests) {
  /** Bucket widths in microseconds: ten minutes, a second, a millisecond. */
  private static final long[] WIDTHS = {600_000_000L, 1_000_000L, 1_000L};

  /** A coarser histogram places the boundaries of a split too roughly. */
  private static final int ENOUGH_BUCKETS = 500;

  /**
   * @throws InputException if the rows cannot be read
   */
  static LogShape of(Requests requests) {
    LogShape shape = null;
    for (long width : WIDTHS) {
      shape = of(requests.table(), width);
      if (shape.times.size() >= ENOUGH_BUCKETS || shape.times.size() == shape.times.requests()) {
        break;
      }
    }
    return new LogShape(shape.rows, shape.times, requests.countShared(shape.sharedRequests));
  }

  private static LogShape of(Dataset<Row> requests, long width) {
    Dataset<Row> buckets =
        requests
            .withColumn("bucket", when(col(LogColumns.REQUEST_KEY).isNotNull(), bucket(width)))
            .groupBy("bucket")
            .agg(
                min(LogColumns.MICROS),
                max(LogColumns.MICROS),
                count(lit(1)),
                sum(Requests.ROWS),
                count_if(Requests.divided()));
    return of(collect(buckets));
  }

  private static org.apache.spark.sql.Column bucket(long width) {
    return expr(LogColumns.MICROS + " div " + width + "L");
  }

  private static List<Row> collect(Dataset<Row> buckets) {
    try {
      return buckets.collectAsList();
    } catch (Exception failed) {
      if (failed instanceof SparkException || failed instanceof org.apache.spark.SparkThrowable) {
        throw new InputException(
            "source: its rows cannot be read: " + Failures.line(failed), failed);
      }
      throw failed;
    }
  }

  private static LogShape of(List<Row> rows) {
    List<TimeHistogram.Bucket> buckets = new ArrayList<>();
    long all = 0;
    long shared = 0;
    for (Row row : rows) {
      all += row.getLong(4);
      shared += row.getLong(5);
      if (!row.isNullAt(0)) {
        buckets.add(new TimeHistogram.Bucket(row.getLong(1), row.getLong(2), row.getLong(3)));
      }
    }
    return new LogShape(all, new TimeHistogram(buckets), shared);
  }
}
