package io.rankproof.functions;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Partial aggregation in bounded memory: rows of a group that come within a window of some thousand
 * groups become one state; a group that comes again later has two. Where the first window shows
 * that rows lie apart, only rows that follow one another are put together.
 */
final class CombinedGroups implements Iterator<InternalRow> {
  private static final int WINDOW_GROUPS = 4096;
  private static final int WINDOW_ROWS = 1 << 18;

  /** Rows per group below which a window does not pay. */
  private static final double WORTHWHILE = 1.25;

  private final GroupedRows plan;
  private final Iterator<InternalRow> rows;
  private final UnsafeProjection keyOf;
  private final UnsafeProjection argumentsOf;
  private final UnsafeProjection output;
  private final FilteredFunction[] readers;
  private final List<KernelAggregate<RankedRows>> functions;
  private final JoinedRow joined = new JoinedRow();
  private final Map<UnsafeRow, RowGroup> open = new HashMap<>();
  private final Queue<RowGroup> ready = new ArrayDeque<>();
  private boolean apart;
  private RowGroup last;
  private int openRows;

  CombinedGroups(GroupedRows plan, Iterator<InternalRow> rows) {
    this.plan = plan;
    this.rows = rows;
    keyOf = plan.keyOf();
    argumentsOf = plan.arguments();
    output = plan.partialRow();
    readers = plan.readers().toArray(new FilteredFunction[0]);
    functions = plan.functions();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && rows.hasNext()) {
      add(rows.next());
    }
    if (ready.isEmpty()) {
      close();
    }
    return !ready.isEmpty();
  }

  @Override
  public InternalRow next() {
    RowGroup group = ready.remove();
    plan.countOutput();
    return output.apply(joined.apply(group.key(), group.written()));
  }

  private void add(InternalRow row) {
    UnsafeRow key = keyOf.apply(row);
    if (last == null || !last.isOf(key)) {
      last = apart ? follow(key) : find(key);
    }
    UnsafeRow arguments = argumentsOf.apply(row);
    for (int i = 0; i < readers.length; i++) {
      readers[i].add(last.states()[i], arguments);
    }
    if (++openRows >= WINDOW_ROWS) {
      close();
    }
  }

  private RowGroup follow(UnsafeRow key) {
    close();
    return RowGroup.empty(key, functions);
  }

  private RowGroup find(UnsafeRow key) {
    RowGroup group = open.get(key);
    if (group != null) {
      return group;
    }
    if (open.size() == WINDOW_GROUPS) {
      apart = openRows < WORTHWHILE * WINDOW_GROUPS;
      close();
      if (apart) {
        return RowGroup.empty(key, functions);
      }
    }
    RowGroup fresh = RowGroup.empty(key, functions);
    open.put(fresh.key(), fresh);
    return fresh;
  }

  /** Lets all open groups go. */
  private void close() {
    if (!open.isEmpty()) {
      ready.addAll(open.values());
      open.clear();
    } else if (last != null) {
      ready.add(last);
    }
    last = null;
    openRows = 0;
  }
}
