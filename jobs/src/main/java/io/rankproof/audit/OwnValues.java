package io.rankproof.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.hll_sketch_agg;
import static org.apache.spark.sql.functions.hll_sketch_estimate;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.result.LeakFinding.Severity;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A feature that, as far as the sample shows, has a value of its own for every request, user or
 * item.
 *
 * @param column that the examples have it in
 * @param id request, user or item
 * @param what it is: a number or a value
 * @param severity of it where all rows confirm it
 * @param share of the sampled rows with both in which the value is the id's own
 */
record OwnValues(
    String feature,
    String column,
    String id,
    String what,
    Severity severity,
    double share,
    List<String> examples) {

  /** 16,384 registers: a standard error of 0.8%. */
  private static final int LOG2_REGISTERS = 14;

  private static final double AS_MANY = 0.9;
  private static final double MORE = 1.1;

  /** Share of the rows that may have any other value. */
  private static final double OTHERS = 0.01;

  private static final int COUNTS = 4;

  /**
   * Those that all rows confirm: there are about as many values as ids, and little more pairs of
   * them than of either. In a sample of a large log hardly a value or an id comes again, and what
   * many ids share looks like their own. Counted by sketches in one aggregation, however many
   * candidates there are.
   */
  static List<OwnValues> confirmed(Dataset<Row> rows, List<OwnValues> candidates) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    List<Column> counts = candidates.stream().flatMap(OwnValues::counts).toList();
    Row counted = rows.agg(counts.get(0), counts.stream().skip(1).toArray(Column[]::new)).head();
    return IntStream.range(0, candidates.size())
        .filter(i -> isConfirmed(counted, COUNTS * i))
        .mapToObj(candidates::get)
        .toList();
  }

  /** Rows that have both, and how many values, ids and pairs these have. */
  private Stream<Column> counts() {
    Column value = col(column);
    Column key = col(id);
    Column hasBoth = value.isNotNull().and(key.isNotNull());
    return Stream.of(
        count_if(hasBoth),
        distinct(when(hasBoth, xxhash64(value))),
        distinct(when(hasBoth, xxhash64(key))),
        distinct(when(hasBoth, xxhash64(value, key))));
  }

  private static Column distinct(Column hash) {
    return hll_sketch_estimate(hll_sketch_agg(hash, LOG2_REGISTERS));
  }

  private static boolean isConfirmed(Row counted, int place) {
    double others = OTHERS * counted.getLong(place);
    double values = counted.getLong(place + 1);
    double ids = counted.getLong(place + 2);
    double pairs = counted.getLong(place + 3);
    return values >= AS_MANY * ids && pairs <= MORE * Math.min(values, ids) + others;
  }
}
