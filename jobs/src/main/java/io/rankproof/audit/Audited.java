package io.rankproof.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.RankproofConfig;
import io.rankproof.config.SplitConfig.Promise;
import io.rankproof.job.RunContext;
import io.rankproof.split.Sets;
import io.rankproof.store.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows that are in a set, and how many there are when.
 *
 * @param rows of train, validation and test, as {@code examples} has them
 * @param sets by name
 */
record Audited(RankproofConfig config, Dataset<Row> rows, Map<String, SetTimes> sets) {

  /**
   * @param first time of the earliest row, in microseconds since 1970
   * @param last time of the latest row
   */
  record SetTimes(long rows, long first, long last) {}

  static Audited open(RunContext context) {
    Dataset<Row> rows = context.read(Table.EXAMPLES).where(col("split").isin(Sets.USED.toArray()));
    Map<String, SetTimes> sets = new HashMap<>();
    rows.groupBy("split")
        .agg(count(lit(1)), unix_micros(min("time")), unix_micros(max("time")))
        .collectAsList()
        .forEach(
            row ->
                sets.put(
                    row.getString(0),
                    new SetTimes(row.getLong(1), row.getLong(2), row.getLong(3))));
    return new Audited(context.config(), rows, sets);
  }

  /** Of each row, the bit of its set: 1, 2 and 4 in the order of time. */
  static Column setBit() {
    return when(col("split").equalTo(Sets.TRAIN), lit(1))
        .when(col("split").equalTo(Sets.VALIDATION), lit(2))
        .otherwise(lit(4));
  }

  boolean promises(Promise promise) {
    return config.split().promises().contains(promise);
  }

  boolean hasUsers() {
    return config.source().columns().user().isPresent();
  }

  long rowCount() {
    return sets.values().stream().mapToLong(SetTimes::rows).sum();
  }

  List<String> columns(String prefix) {
    return Arrays.stream(rows.columns()).filter(name -> name.startsWith(prefix)).toList();
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
