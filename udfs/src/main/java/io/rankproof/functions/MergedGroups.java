package io.rankproof.functions;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Final aggregation by hash as long as Spark's memory manager grants what the groups hold. Where it
 * does not, what was merged so far and the rest of the input go to Spark's aggregation, which sorts
 * on disk.
 */
final class MergedGroups {
  /** Objects, references and the place in the table of a group, about. */
  private static final long BYTES_PER_GROUP = 256;

  /** Arrays that grow have up to as much room again. */
  private static final long ROOM = 2;

  private final GroupedRows plan;
  private final UnsafeProjection keyOf;
  private final List<KernelAggregate<RankedRows>> functions;
  private final int offset;
  private final JoinedRow joined = new JoinedRow();
  private final Map<UnsafeRow, RowGroup> groups = new HashMap<>();
  private RowGroup last;
  private long held;

  private MergedGroups(GroupedRows plan) {
    this.plan = plan;
    keyOf = plan.keyOf();
    functions = plan.functions();
    offset = plan.keyCount();
  }

  /** The results of a task's partial rows. */
  static Iterator<InternalRow> of(GroupedRows plan, Iterator<InternalRow> partialRows) {
    HeldMemory memory = new HeldMemory(TaskContext.get(), plan.mostMemory());
    MergedGroups merged = new MergedGroups(plan);
    while (partialRows.hasNext()) {
      merged.add(partialRows.next());
      if (!memory.holds(merged.held)) {
        memory.release();
        return plan.sorting(merged.partialRows(), partialRows);
      }
    }
    memory.full();
    return merged.results();
  }

  private void add(InternalRow row) {
    UnsafeRow key = keyOf.apply(row);
    if (last == null || !last.isOf(key)) {
      last = groups.get(key);
      if (last == null) {
        last = RowGroup.empty(key, functions);
        groups.put(last.key(), last);
        held += BYTES_PER_GROUP;
      }
    }
    for (int i = 0; i < functions.size(); i++) {
      byte[] state = row.getBinary(offset + i);
      held += ROOM * state.length;
      KernelAggregate<RankedRows> function = functions.get(i);
      RankedRows unused = function.merge(last.states()[i], function.deserialize(state));
    }
  }

  private Iterator<InternalRow> partialRows() {
    UnsafeProjection output = plan.partialRow();
    return rows(group -> output.apply(joined.apply(group.key(), group.written())));
  }

  private Iterator<InternalRow> results() {
    UnsafeProjection output = plan.resultRow();
    return rows(
        group -> {
          plan.countOutput();
          return output.apply(joined.apply(group.key(), evaluated(group)));
        });
  }

  private Iterator<InternalRow> rows(Function<RowGroup, InternalRow> row) {
    return groups.values().stream().map(row).iterator();
  }

  private InternalRow evaluated(RowGroup group) {
    Object[] results = new Object[functions.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = functions.get(i).eval(group.states()[i]);
    }
    return new GenericInternalRow(results);
  }
}
