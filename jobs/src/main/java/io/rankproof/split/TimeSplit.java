package io.rankproof.split;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.rankproof.ingest.LogColumns;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * Half-open windows {@code [train) gap [validation) gap [test)} that hold requests as a whole, from
 * the earliest row to the latest.
 *
 * @param validationStart first boundary
 * @param testStart second boundary
 * @param testEnd requests that begin then or later are excluded; empty: the test window ends with
 *     the last mature request
 * @param gap requests with a row this long before a boundary, or across it, are in no set
 */
record TimeSplit(
    Instant validationStart, Instant testStart, Optional<Instant> testEnd, Duration gap)
    implements Split {

  /**
   * The set of a request. One whose rows lie on both sides of a boundary is in the gap: in the
   * earlier set it would tell of the later one's time.
   */
  @Override
  public Column assign(Column mature) {
    Column first = col(LogColumns.REQUEST_TIME);
    Column last = col(LogColumns.REQUEST_END);
    Column validation = first.geq(lit(validationStart)).and(last.lt(lit(testStart.minus(gap))));
    return when(not(mature), lit(Sets.IMMATURE))
        .when(last.lt(lit(validationStart.minus(gap))), lit(Sets.TRAIN))
        .when(validation, lit(Sets.VALIDATION))
        .when(testEnd.map(end -> first.geq(lit(end))).orElse(lit(false)), lit(Sets.EXCLUDED))
        .when(first.geq(lit(testStart)), lit(Sets.TEST))
        .otherwise(lit(Sets.GAP));
  }

  @Override
  public String text() {
    return "train before "
        + validationStart.minus(gap)
        + ", validation "
        + validationStart
        + " to "
        + testStart.minus(gap)
        + ", test from "
        + testStart
        + testEnd.map(end -> " to " + end).orElse("");
  }
}
