package io.rankproof.prepare;

import java.io.Serializable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;

/**
 * What tasks counted, by the partition they worked on: a task that runs again replaces what the
 * first try had counted, so that retries and repeated writes count once.
 */
final class MergeCounts
    extends AccumulatorV2<
        Map<Integer, MergeCounts.Partition>, Map<Integer, MergeCounts.Partition>> {
  private static final long serialVersionUID = 1L;

  /**
   * @param counts as {@link FlowCounts} packs them
   * @param conflicts its requests in conflict
   */
  record Partition(long[] counts, Conflicts conflicts) implements Serializable {}

  private final Map<Integer, Partition> byPartition = new HashMap<>();

  /** Counts that tasks of this session can add to. */
  static MergeCounts registered(SparkSession session) {
    MergeCounts counts = new MergeCounts();
    session.sparkContext().register(counts);
    return counts;
  }

  @Override
  public boolean isZero() {
    return byPartition.isEmpty();
  }

  @Override
  public MergeCounts copy() {
    MergeCounts copy = new MergeCounts();
    copy.add(byPartition);
    return copy;
  }

  @Override
  public void reset() {
    byPartition.clear();
  }

  @Override
  public void add(Map<Integer, Partition> partitions) {
    byPartition.putAll(partitions);
  }

  @Override
  public void merge(AccumulatorV2<Map<Integer, Partition>, Map<Integer, Partition>> other) {
    byPartition.putAll(other.value());
  }

  @Override
  public Map<Integer, Partition> value() {
    return byPartition;
  }

  /** The sum over the partitions, of arrays of this length. */
  long[] total(int length) {
    long[] total = new long[length];
    for (Partition partition : byPartition.values()) {
      for (int i = 0; i < length; i++) {
        total[i] += partition.counts()[i];
      }
    }
    return total;
  }

  /**
   * All requests in conflict with the reason; empty: not all are remembered, or there are more than
   * {@code most}.
   */
  Optional<Map<String, String>> conflicts(int most) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Partition partition : byPartition.values()) {
      if (partition.conflicts().isForgotten()) {
        return Optional.empty();
      }
      all.putAll(partition.conflicts().reasons());
      if (all.size() > most) {
        return Optional.empty();
      }
    }
    return Optional.of(all);
  }
}
