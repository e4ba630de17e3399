package io.rankproof.prepare;

import io.rankproof.label.EngagementCounts;
import java.util.Arrays;

/**
 * What a merge counted.
 *
 * @param arrived rows that are usable by themselves
 * @param duplicates exact copies of a row that stays
 * @param conflicts rows that stay and whose request is in conflict
 * @param engagements what became of events
 */
record FlowCounts(long arrived, long duplicates, long conflicts, EngagementCounts engagements) {
  static final int ARRIVED = 0;
  static final int DUPLICATES = 1;
  static final int CONFLICTS = 2;
  static final int OF_ROWS = 3;

  static long[] pack(long[] rows, EngagementCounts engagements) {
    long[] events = engagements.toArray();
    long[] packed = Arrays.copyOf(rows, OF_ROWS + events.length);
    System.arraycopy(events, 0, packed, OF_ROWS, events.length);
    return packed;
  }

  /** What has been counted so far. */
  static FlowCounts of(MergeCounts counts, int engagements) {
    int events = new EngagementCounts(engagements).toArray().length;
    long[] total = counts.total(OF_ROWS + events);
    return new FlowCounts(
        total[ARRIVED],
        total[DUPLICATES],
        total[CONFLICTS],
        EngagementCounts.of(Arrays.copyOfRange(total, OF_ROWS, OF_ROWS + events)));
  }
}
