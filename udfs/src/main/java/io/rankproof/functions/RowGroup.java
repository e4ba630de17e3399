package io.rankproof.functions;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * A group and the rows that each function keeps of it.
 *
 * @param key a copy of the group's key
 * @param states by function
 */
record RowGroup(UnsafeRow key, RankedRows[] states) {
  static RowGroup empty(UnsafeRow key, List<KernelAggregate<RankedRows>> functions) {
    RankedRows[] states = new RankedRows[functions.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = functions.get(i).createAggregationBuffer();
    }
    return new RowGroup(key.copy(), states);
  }

  boolean isOf(UnsafeRow other) {
    return key.equals(other);
  }

  /** The states as bytes. */
  InternalRow written() {
    Object[] bytes = new Object[states.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = states[i].write();
    }
    return new GenericInternalRow(bytes);
  }
}
