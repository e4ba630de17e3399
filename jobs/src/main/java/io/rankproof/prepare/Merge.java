package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.RankproofConfig;
import io.rankproof.ingest.ImpressionLog;
import io.rankproof.ingest.LogColumns;
import io.rankproof.ingest.TimeRange;
import io.rankproof.label.Engagements;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a log, brought together, judged and given their engagements, and what was counted.
 */
final class Merge {
  private final ImpressionLog log;
  private final Engagements engagements;
  private final TimeRange range;
  private final int partitions;
  private final boolean positions;
  private final MergeCounts counts;

  /**
   * @param range a row outside has a bad time
   */
  Merge(
      ImpressionLog log,
      Engagements engagements,
      RankproofConfig config,
      TimeRange range,
      int partitions) {
    this.log = log;
    this.engagements = engagements;
    this.range = range;
    this.partitions = partitions;
    positions = config.source().columns().position().isPresent();
    counts = MergeCounts.registered(log.session());
  }

  /** The rows without duplicates, with conflict and times of their request and their tallies. */
  Dataset<Row> rows() {
    return merged(engagements.events(log, range, partitions), counts);
  }

  /** What passing over {@link #rows} has counted. */
  FlowCounts counts() {
    return FlowCounts.of(counts, engagements.names().size());
  }

  /**
   * Everything that is not used, as {@code quarantine} has it.
   *
   * @param conflicts whether any request was found in conflict
   */
  Dataset<Row> quarantine(boolean conflicts) {
    Dataset<Row> unusable = log.unusable(range);
    return conflicts ? unusable.unionByName(log.conflicting(range, conflicts())) : unusable;
  }

  private Dataset<Row> conflicts() {
    return merged(Optional.empty(), MergeCounts.registered(log.session()))
        .where(col(LogColumns.CONFLICT).isNotNull())
        .select(LogColumns.REQUEST, LogColumns.CONFLICT)
        .distinct();
  }

  private Dataset<Row> merged(Optional<Dataset<Row>> events, MergeCounts into) {
    Dataset<Row> together = log.together(range, partitions);
    return RequestMerge.of(
        together, events, MergePlan.of(together.schema(), positions, engagements), into);
  }
}
