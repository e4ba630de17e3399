package io.rankproof.prepare;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.rankproof.config.RankproofConfig;
import io.rankproof.ingest.ImpressionLog;
import io.rankproof.ingest.LogColumns;
import io.rankproof.ingest.TimeRange;
import io.rankproof.label.Engagements;
import io.rankproof.label.LogEnd;
import io.rankproof.label.SeenEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a log, brought together, judged and given their engagements, and what was counted.
 */
final class Merge {
  /** Requests in conflict that are remembered, and of a partition at least. */
  private static final int REMEMBERED = 20_000;

  private static final int LEAST_REMEMBERED = 100;

  private static final StructType CONFLICTS =
      new StructType()
          .add(LogColumns.REQUEST, DataTypes.StringType)
          .add(LogColumns.CONFLICT, DataTypes.StringType);

  private final ImpressionLog log;
  private final Engagements engagements;
  private final TimeRange range;
  private final SeenEvents seen;
  private final int partitions;
  private final boolean positions;
  private final MergeCounts counts;

  Merge(
      ImpressionLog log,
      Engagements engagements,
      RankproofConfig config,
      LogEnd end,
      int partitions) {
    this.log = log;
    this.engagements = engagements;
    range = end.plausible();
    seen = SeenEvents.of(config.label(), end);
    this.partitions = partitions;
    positions = config.source().columns().position().isPresent();
    counts = MergeCounts.registered(log.session());
  }

  /** The rows without duplicates, with conflict and times of their request and their tallies. */
  Dataset<Row> rows() {
    return merged(
        log.together(range, partitions), engagements.events(log, range, partitions), counts);
  }

  /** What passing over {@link #rows} has counted. */
  FlowCounts counts() {
    return FlowCounts.of(counts, engagements.names().size());
  }

  /**
   * Everything that is not used, as {@code quarantine} has it. Where the merge found no more
   * conflicts than it remembers, one scan finds their rows.
   *
   * @param flow what it has counted
   */
  Dataset<Row> quarantine(Flow flow) {
    if (flow.merged().conflicts() == 0) {
      return log.unusable(range);
    }
    Dataset<Row> conflicting =
        counts
            .conflicts(REMEMBERED)
            .map(found -> log.conflicting(range, remembered(found), found.keySet()))
            .orElseGet(() -> log.conflicting(range, foundAgain()));
    return flow.isUsable() ? conflicting : conflicting.unionByName(log.unusable(range));
  }

  private Dataset<Row> remembered(Map<String, String> conflicts) {
    List<Row> rows = new ArrayList<>();
    conflicts.forEach((request, reason) -> rows.add(RowFactory.create(request, reason)));
    return broadcast(log.session().createDataFrame(rows, CONFLICTS));
  }

  /** A second pass, of the few columns that the rules of a request ask for. */
  private Dataset<Row> foundAgain() {
    Dataset<Row> keys =
        log.together(range, partitions)
            .select(
                LogColumns.CLUSTER_KEY,
                LogColumns.REQUEST,
                LogColumns.POSITION,
                LogColumns.ITEM_KEY,
                LogColumns.CONTENT,
                LogColumns.TIME);
    return merged(keys, Optional.empty(), MergeCounts.registered(log.session()))
        .where(col(LogColumns.CONFLICT).isNotNull())
        .select(LogColumns.REQUEST, LogColumns.CONFLICT)
        .distinct();
  }

  private Dataset<Row> merged(
      Dataset<Row> together, Optional<Dataset<Row>> events, MergeCounts into) {
    int remembered = Math.max(LEAST_REMEMBERED, REMEMBERED / partitions);
    return RequestMerge.of(
        together,
        events,
        MergePlan.of(together.schema(), positions, seen, engagements, remembered),
        into);
  }
}
