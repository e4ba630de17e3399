package io.rankproof.prepare;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts of tasks by the partition they worked on: a task that runs again replaces what the first
 * try had counted, so that retries and repeated writes count once.
 */
final class MergeCounts extends AccumulatorV2<Map<Integer, long[]>, Map<Integer, long[]>> {
  private static final long serialVersionUID = 1L;

  private final Map<Integer, long[]> byPartition = new HashMap<>();

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
  public void add(Map<Integer, long[]> counts) {
    byPartition.putAll(counts);
  }

  @Override
  public void merge(AccumulatorV2<Map<Integer, long[]>, Map<Integer, long[]>> other) {
    byPartition.putAll(other.value());
  }

  @Override
  public Map<Integer, long[]> value() {
    return byPartition;
  }

  /** The sum over the partitions, of arrays of this length. */
  long[] total(int length) {
    long[] total = new long[length];
    for (long[] counts : byPartition.values()) {
      for (int i = 0; i < length; i++) {
        total[i] += counts[i];
      }
    }
    return total;
  }
}
