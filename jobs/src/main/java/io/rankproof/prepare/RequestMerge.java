package io.rankproof.prepare;

import java.util.Collections;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** One pass over rows that are together and the events that belong to them. */
final class RequestMerge {
  private RequestMerge() {}

  /**
   * Merges rows as {@link io.rankproof.ingest.ImpressionLog#together} gives them with events as
   * {@link io.rankproof.label.Engagements#events} does, in as many partitions.
   *
   * @return the rows that stay, in their order, and the columns that {@code plan} adds
   */
  static Dataset<Row> of(
      Dataset<Row> together, Optional<Dataset<Row>> events, MergePlan plan, MergeCounts counts) {
    JavaRDD<InternalRow> rows = InternalRows.of(together);
    JavaRDD<InternalRow> merged =
        events
            .map(InternalRows::of)
            .filter(happened -> areThere(happened, rows))
            .map(
                happened ->
                    rows.zipPartitions(
                        happened, (mine, theirs) -> new MergedRequests(plan, counts, mine, theirs)))
            .orElseGet(
                () ->
                    rows.mapPartitions(
                        mine ->
                            new MergedRequests(plan, counts, mine, Collections.emptyIterator())));
    StructType schema = together.schema();
    for (StructField field : plan.added().fields()) {
      schema = schema.add(field);
    }
    return InternalRows.dataset(merged, schema, together);
  }

  /** Spark may plan what it knows to be empty with other partitions than asked for. */
  private static boolean areThere(JavaRDD<InternalRow> events, JavaRDD<InternalRow> rows) {
    if (events.getNumPartitions() == rows.getNumPartitions()) {
      return true;
    }
    if (events.isEmpty() || rows.isEmpty()) {
      return false;
    }
    throw new IllegalStateException(
        "events in "
            + events.getNumPartitions()
            + " partitions cannot meet rows in "
            + rows.getNumPartitions());
  }
}
