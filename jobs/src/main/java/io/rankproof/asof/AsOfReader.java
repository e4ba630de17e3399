package io.rankproof.asof;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Passes over what happened and over the rows that ask for it, sorted by key and time, asking
 * before happening: at equal times nothing has happened yet. Memory is one key's counts, however
 * many rows the key has. The row returned is reused.
 */
final class AsOfReader implements Iterator<InternalRow> {
  private final Iterator<InternalRow> rows;
  private final AsOfPlan plan;
  private final RunningCounts counts;
  private final UTF8String[] key;
  private final JoinedRow result = new JoinedRow();
  private final GenericInternalRow features;
  private InternalRow asking;

  AsOfReader(Iterator<InternalRow> rows, AsOfPlan plan) {
    this.rows = rows;
    this.plan = plan;
    counts = new RunningCounts(plan.tracks());
    key = new UTF8String[plan.keys()];
    features = new GenericInternalRow(plan.features());
  }

  @Override
  public boolean hasNext() {
    while (asking == null && rows.hasNext()) {
      take(rows.next());
    }
    return asking != null;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    InternalRow row = asking;
    asking = null;
    return row;
  }

  private void take(InternalRow row) {
    if (isAnotherKey(row)) {
      counts.clear();
    }
    long at = row.getLong(key.length);
    int happened = row.getInt(key.length + 1);
    if (happened >= 0) {
      counts.add(happened, at);
      return;
    }
    counts.moveTo(at);
    for (int feature = 0; feature < plan.features(); feature++) {
      features.update(feature, plan.value(feature, counts));
    }
    asking = result.apply(row.getStruct(key.length + 2, plan.columns()), features);
  }

  private boolean isAnotherKey(InternalRow row) {
    boolean another = false;
    for (int part = 0; part < key.length; part++) {
      UTF8String value = row.getUTF8String(part);
      if (!value.equals(key[part])) {
        key[part] = value.clone();
        another = true;
      }
    }
    return another;
  }
}
