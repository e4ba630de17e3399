package io.rankproof.prepare;

import io.rankproof.ingest.RequestRules;
import io.rankproof.label.EngagementCounts;
import io.rankproof.label.EngagementCounts.Kind;
import io.rankproof.label.EngagementTallies;
import io.rankproof.label.Event;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Events of one partition, in the order of the requests they belong to; read once. */
final class RequestEvents {
  private final Iterator<InternalRow> events;
  private final int engagements;
  private InternalRow next;
  private long itemBefore;
  private long whatBefore;
  private long atBefore;
  private double amountBefore;

  RequestEvents(Iterator<InternalRow> events, int engagements) {
    this.events = events;
    this.engagements = engagements;
    advance();
  }

  private void advance() {
    next = events.hasNext() ? events.next() : null;
  }

  /**
   * Gives a request's events to its rows. Those of requests before it, and of items it does not
   * show, met no impression.
   */
  void tally(
      long cluster,
      UTF8String request,
      RequestRules rules,
      EngagementTallies tallies,
      EngagementCounts counts) {
    int order;
    whatBefore = 0;
    while (next != null && (order = compareTo(cluster, request)) <= 0) {
      int row = order < 0 ? -1 : rules.rowOf(next.getLong(Event.ITEM_KEY));
      if (row < 0) {
        missed(counts);
      } else {
        attach(row, next.getLong(Event.AT_PLACE) - rules.time(row), tallies);
      }
      advance();
    }
  }

  /** Counts the events that are left: their requests are not there. */
  void drain(EngagementCounts counts) {
    while (next != null) {
      missed(counts);
      advance();
    }
  }

  private int compareTo(long cluster, UTF8String request) {
    int order = Long.compare(next.getLong(Event.CLUSTER_KEY), cluster);
    if (order != 0) {
      return order;
    }
    return next.isNullAt(Event.REQUEST) ? -1 : next.getUTF8String(Event.REQUEST).compareTo(request);
  }

  private void attach(int row, long after, EngagementTallies tallies) {
    double amount =
        next.isNullAt(Event.VALUE_PLACE) ? Double.NaN : next.getDouble(Event.VALUE_PLACE);
    long what = next.getLong(Event.WHAT_PLACE);
    boolean copy = isCopy(what, amount);
    for (int engagement = 0; engagement < engagements; engagement++) {
      if ((what >>> engagement & 1) == 1) {
        if (copy) {
          tallies.addCopy(row, engagement, after);
        } else {
          tallies.add(row, engagement, after, amount);
        }
      }
    }
  }

  /** Whether the event before it, of the same request, was the same; remembers this one. */
  private boolean isCopy(long what, double amount) {
    long item = next.getLong(Event.ITEM_KEY);
    long at = next.getLong(Event.AT_PLACE);
    boolean copy =
        what == whatBefore
            && item == itemBefore
            && at == atBefore
            && Double.compare(amount, amountBefore) == 0;
    itemBefore = item;
    whatBefore = what;
    atBefore = at;
    amountBefore = amount;
    return copy;
  }

  private void missed(EngagementCounts counts) {
    Kind kind = next.getBoolean(Event.EARLY_PLACE) ? Kind.UNSEEN : Kind.UNMATCHED;
    long what = next.getLong(Event.WHAT_PLACE);
    for (int engagement = 0; engagement < engagements; engagement++) {
      if ((what >>> engagement & 1) == 1) {
        counts.add(kind, engagement);
      }
    }
  }
}
