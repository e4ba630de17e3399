package io.rankproof.evaluate;

import org.apache.spark.sql.catalyst.InternalRow;

/** The cohorts that a row belongs to. Reused from row to row. */
final class RowCohorts {
  private final Cohorts cohorts;
  private final SegmentReader segments;
  private final int baseline;
  private final int[] found;
  private int count;

  RowCohorts(Cohorts cohorts, int firstSegment, int baseline) {
    this.cohorts = cohorts;
    this.baseline = baseline;
    segments = new SegmentReader(cohorts, firstSegment);
    found = new int[segments.values().length * cohorts.variants().size()];
  }

  void find(InternalRow row, PointRow numbers) {
    segments.read(row);
    count = 0;
    for (int variant = 0; variant < cohorts.variants().size(); variant++) {
      if (cohorts
          .variants()
          .get(variant)
          .admits(numbers.isRandomised(), numbers.incomparable(), baseline)) {
        addAll(variant);
      }
    }
  }

  private void addAll(int variant) {
    for (int value : segments.values()) {
      if (value >= 0) {
        found[count++] = cohorts.index(value, variant);
      }
    }
  }

  int count() {
    return count;
  }

  int get(int index) {
    return found[index];
  }
}
