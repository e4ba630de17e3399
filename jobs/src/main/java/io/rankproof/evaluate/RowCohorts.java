package io.rankproof.evaluate;

import io.rankproof.rows.RowBlock;

/** The cohorts that a row belongs to. Reused from row to row. */
final class RowCohorts {
  private final Cohorts cohorts;
  private final SliceReader slices;
  private final int baseline;
  private final int[] found;
  private int count;

  RowCohorts(Cohorts cohorts, int baseline) {
    this.cohorts = cohorts;
    this.baseline = baseline;
    slices = new SliceReader(cohorts);
    found = new int[slices.values().length * cohorts.variants().size()];
  }

  void find(RowBlock block, int row, PointRow numbers) {
    slices.read(block, row);
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
    for (int value : slices.values()) {
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
