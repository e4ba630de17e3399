package io.rankproof.prepare;

import io.rankproof.ingest.RequestRules;
import io.rankproof.label.EngagementTallies;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** The columns that a merge adds to a row, in one row that is used again and again. */
final class AddedColumns {
  private final MergePlan plan;
  private final SpecificInternalRow row;

  AddedColumns(MergePlan plan) {
    this.plan = plan;
    row = new SpecificInternalRow(plan.added());
  }

  /** What the rows of a request have in common. */
  void start(RequestRules rules) {
    String conflict = rules.conflict();
    row.update(MergePlan.CONFLICT, conflict == null ? null : UTF8String.fromString(conflict));
    row.setLong(MergePlan.REQUEST_TIME, rules.first());
    row.setLong(MergePlan.REQUEST_END, rules.last());
  }

  /** What happened to one of them. */
  void set(EngagementTallies tallies, int index) {
    int place = MergePlan.FIRST_ENGAGEMENT;
    for (int engagement = 0; engagement < plan.engagements(); engagement++) {
      long elapsed = tallies.elapsed(index, engagement);
      if (elapsed == EngagementTallies.NEVER) {
        row.setNullAt(place++);
      } else {
        row.setLong(place++, elapsed);
      }
      if (plan.counted()[engagement]) {
        row.setInt(place++, tallies.times(index, engagement));
        row.setDouble(place++, tallies.amount(index, engagement));
      }
    }
  }

  InternalRow row() {
    return row;
  }
}
