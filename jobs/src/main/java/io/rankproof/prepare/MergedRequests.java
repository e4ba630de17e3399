package io.rankproof.prepare;

import io.rankproof.ingest.RequestRules;
import io.rankproof.label.EngagementCounts;
import io.rankproof.label.EngagementTallies;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.ExternalAppendOnlyUnsafeRowArray;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Merges one partition's rows with its events, request by request: drops exact duplicates, gives
 * every row its request's conflict and times and what happened to it, and counts. A request's rows
 * are held until its last one is known, in memory up to a bound, on disk beyond.
 */
final class MergedRequests implements Iterator<InternalRow> {
  /** Rows, and bytes, of a request that are held as objects; beyond, as pages that Spark spills. */
  private static final int ROWS_IN_MEMORY = 10_000;

  private static final long BYTES_IN_MEMORY = 16L << 20;

  private final MergePlan plan;
  private final MergeCounts counts;
  private final int partition;
  private final Iterator<InternalRow> rows;
  private final RequestEvents events;
  private final RequestRules rules;
  private final EngagementTallies tallies;
  private final ExternalAppendOnlyUnsafeRowArray held;
  private final AddedColumns added;
  private final JoinedRow joined = new JoinedRow();
  private final EngagementCounts engagements;
  private final Conflicts conflicts;
  private final long[] flow = new long[FlowCounts.OF_ROWS];
  private InternalRow next;
  private scala.collection.Iterator<UnsafeRow> ready = scala.collection.Iterator.empty();
  private int index;
  private boolean finished;

  MergedRequests(
      MergePlan plan,
      MergeCounts counts,
      Iterator<InternalRow> rows,
      Iterator<InternalRow> events) {
    this.plan = plan;
    this.counts = counts;
    this.rows = rows;
    this.events = new RequestEvents(events, plan.engagements());
    partition = TaskContext.getPartitionId();
    rules = new RequestRules(plan.positions());
    tallies = new EngagementTallies(plan.windows());
    engagements = new EngagementCounts(plan.engagements());
    added = new AddedColumns(plan);
    conflicts = new Conflicts(plan.conflicts());
    held =
        new ExternalAppendOnlyUnsafeRowArray(
            ROWS_IN_MEMORY, BYTES_IN_MEMORY, Integer.MAX_VALUE, Long.MAX_VALUE);
    advance();
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && next != null) {
      mergeRequest();
    }
    if (!ready.hasNext() && !finished) {
      finish();
    }
    return ready.hasNext();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    added.set(tallies, index++);
    return joined.apply(ready.next(), added.row());
  }

  private void advance() {
    next = rows.hasNext() ? rows.next() : null;
  }

  private void mergeRequest() {
    held.clear();
    rules.start();
    long cluster = next.getLong(plan.clusterKey());
    UTF8String request = next.getUTF8String(plan.request()).clone();
    do {
      hold(next);
      advance();
    } while (next != null
        && next.getLong(plan.clusterKey()) == cluster
        && next.getUTF8String(plan.request()).equals(request));
    startTallies();
    tallyColumns();
    events.tally(cluster, request, rules, tallies, engagements);
    settle(request);
  }

  private void startTallies() {
    tallies.start(rules.rows());
    for (int row = 0; row < rules.rows(); row++) {
      tallies.bound(row, plan.seen().within(rules.time(row)));
    }
  }

  private void hold(InternalRow row) {
    flow[FlowCounts.ARRIVED]++;
    int position = plan.positions() ? row.getInt(plan.position()) : 0;
    if (rules.add(
        row.getLong(plan.itemKey()),
        row.getLong(plan.content()),
        position,
        row.getLong(plan.time()))) {
      held.add((UnsafeRow) row);
    } else {
      flow[FlowCounts.DUPLICATES]++;
    }
  }

  /** Engagements that the log's own columns tell of. */
  private void tallyColumns() {
    for (int engagement = 0; engagement < plan.engagements(); engagement++) {
      if (plan.happened()[engagement] >= 0) {
        tallyColumn(engagement);
      }
    }
  }

  private void tallyColumn(int engagement) {
    scala.collection.Iterator<UnsafeRow> all = held.generateIterator();
    for (int row = 0; all.hasNext(); row++) {
      UnsafeRow values = all.next();
      if (values.getBoolean(plan.happened()[engagement])) {
        tally(values, row, engagement);
      }
    }
  }

  private void tally(UnsafeRow values, int row, int engagement) {
    int at = plan.happenedAt()[engagement];
    if (at >= 0 && values.isNullAt(at)) {
      tallies.addUntimed(engagement);
      return;
    }
    int amount = plan.amount()[engagement];
    tallies.add(
        row,
        engagement,
        at < 0 ? 0 : values.getLong(at) - rules.time(row),
        amount < 0 || values.isNullAt(amount) ? Double.NaN : values.getDouble(amount));
  }

  private void settle(UTF8String request) {
    String conflict = rules.conflict();
    if (conflict != null) {
      flow[FlowCounts.CONFLICTS] += rules.rows();
      conflicts.add(request, conflict);
    }
    engagements.addRequest(tallies.counts(), conflict != null);
    added.start(rules);
    ready = held.generateIterator();
    index = 0;
  }

  private void finish() {
    finished = true;
    events.drain(engagements);
    counts.add(
        Map.of(
            partition, new MergeCounts.Partition(FlowCounts.pack(flow, engagements), conflicts)));
  }
}
