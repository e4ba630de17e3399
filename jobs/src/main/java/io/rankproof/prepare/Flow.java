package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.ingest.ImpressionLog;
import io.rankproof.ingest.LogColumns;
import io.rankproof.label.Engagements;
import io.rankproof.label.Labels;
import io.rankproof.split.Sets;
import io.rankproof.store.JobOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where the rows go, counted while they are written: no further pass over them. */
final class Flow {
  private static final String ROWS = "rows";
  private static final String DUPLICATES = "duplicates";
  private static final String CONFLICTS = "conflicts";
  private static final String POSITIVE = "positive";
  private static final String NEGATIVE = "negative";

  private final RowCounts arrivals = new RowCounts();
  private final RowCounts outcomes = new RowCounts();
  private final Engagements engagements;
  private final String primary;

  Flow(Engagements engagements, String primary) {
    this.engagements = engagements;
    this.primary = primary;
  }

  /** Counts the rows that are together, and drops the duplicates among them. */
  Dataset<Row> arrived(Dataset<Row> rows) {
    List<Column> sums =
        List.of(count(lit(1)).as(ROWS), count_if(ImpressionLog.duplicate()).as(DUPLICATES));
    return arrivals.of(rows, sums).where(ImpressionLog.duplicate().equalTo(false));
  }

  /** Counts the rows by what becomes of them. */
  Dataset<Row> judged(Dataset<Row> rows) {
    Column used = col(LogColumns.CONFLICT).isNull();
    List<Column> sums = new ArrayList<>();
    for (String split : Sets.ALL) {
      sums.add(count_if(used.and(col("split").equalTo(split))).as(split));
    }
    Column train = used.and(col("split").equalTo(Sets.TRAIN));
    Column label = col(Labels.column(primary));
    sums.add(count_if(train.and(label.gt(0))).as(POSITIVE));
    sums.add(count_if(train.and(label.leq(0))).as(NEGATIVE));
    sums.addAll(engagements.counts(used));
    sums.add(count_if(col(LogColumns.CONFLICT).isNotNull()).as(CONFLICTS));
    return outcomes.of(rows, sums);
  }

  /** What was counted, once the rows have been written. */
  Counts counts(long rowsIn) {
    Map<String, Long> arrived = arrivals.get();
    return new Counts(rowsIn, arrived.get(ROWS), arrived.get(DUPLICATES), outcomes.get(), Map.of());
  }

  /**
   * Rows by what became of them.
   *
   * @param rowsIn of the source
   * @param arrived usable by themselves
   * @param duplicates exact copies of a row that stays
   * @param became by set, conflicts, classes of the primary label, and engagements
   * @param quarantined by reason
   */
  record Counts(
      long rowsIn,
      long arrived,
      long duplicates,
      Map<String, Long> became,
      Map<String, Long> quarantined) {

    long conflicts() {
      return became.get(CONFLICTS);
    }

    long split(String split) {
      return became.get(split);
    }

    long positives() {
      return became.get(POSITIVE);
    }

    long negatives() {
      return became.get(NEGATIVE);
    }

    long bad() {
      return quarantined.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether every row is an example or a duplicate of one. */
    boolean isWhole() {
      return rowsIn == arrived && conflicts() == 0;
    }

    /** Whether rows in = rows out. */
    boolean isConserved() {
      return rowsIn == Sets.ALL.stream().mapToLong(this::split).sum() + duplicates + bad();
    }

    Counts withQuarantine(Map<String, Long> byReason) {
      return new Counts(rowsIn, arrived, duplicates, became, byReason);
    }

    void report(JobOutput out, Map<String, Long> logged) {
      out.count("rows in", rowsIn);
      Sets.ALL.forEach(split -> out.count(split, split(split)));
      out.count("duplicates dropped", duplicates);
      quarantined.forEach((reason, rows) -> out.count("quarantined: " + reason, rows));
      new EngagementCounts(became, logged).report(out);
    }
  }
}
