package io.rankproof.ingest;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import org.apache.spark.sql.Column;

/**
 * Times that a row of the log can have.
 *
 * @param earliest a row before it has a bad time
 * @param latest a row after it has a bad time
 */
public record TimeRange(Instant earliest, Instant latest) {
  /** Why a time is bad; null: it is not. */
  Column problem(Column time) {
    return when(time.lt(lit(earliest)), lit(Reasons.TIME_BEFORE_START))
        .when(time.gt(lit(latest)), lit(Reasons.TIME_AFTER_END));
  }
}
