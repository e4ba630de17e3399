package io.rankproof.label;

import java.util.Arrays;

/**
 * What happened to the rows of one request, and how much of it was in time. Fed event by event, one
 * request after the other; arrays only grow. Times are microseconds.
 *
 * <p>An event counts from its impression on. Inside the window, half open, it makes the label; a
 * window of zero has no end. Events before their impression, after the window, and those beyond the
 * first in the window are counted and make nothing. So are those that were not yet seen when the
 * log ended, for rows that are bounded by it.
 */
public final class EngagementTallies {
  /** No event at or after the impression. */
  public static final long NEVER = Long.MAX_VALUE;

  private final long[] windows;
  private final EngagementCounts counts;
  private long[] elapsed = {};
  private int[] inTime = {};
  private double[] amounts = {};
  private long[] seen = {};
  private int rows;

  /**
   * @param windows attribution windows of the engagements; 0: without an end
   */
  public EngagementTallies(long[] windows) {
    this.windows = windows.clone();
    counts = new EngagementCounts(windows.length);
  }

  /**
   * Begins the next request.
   *
   * @param number of its rows
   */
  public void start(int number) {
    rows = number;
    int cells = Math.multiplyExact(number, windows.length);
    if (elapsed.length < cells) {
      elapsed = new long[cells];
      inTime = new int[cells];
      amounts = new double[cells];
    }
    if (seen.length < number) {
      seen = new long[number];
    }
    Arrays.fill(seen, 0, number, Long.MAX_VALUE);
    Arrays.fill(elapsed, 0, cells, NEVER);
    Arrays.fill(inTime, 0, cells, 0);
    Arrays.fill(amounts, 0, cells, 0);
    counts.clear();
  }

  /**
   * Bounds the events of a row that make labels; without it all of them do.
   *
   * @param before an event counts when it comes less than this after the impression
   */
  public void bound(int row, long before) {
    seen[row] = before;
  }

  /**
   * Takes an event.
   *
   * @param after the impression, negative when before it
   * @param amount what it was worth; not finite: nothing is known
   */
  public void add(int row, int engagement, long after, double amount) {
    add(row, engagement, after, amount, false);
  }

  /** Takes an event that is in the table twice: it counts once, whatever it was worth. */
  public void addCopy(int row, int engagement, long after) {
    add(row, engagement, after, 0, true);
  }

  private void add(int row, int engagement, long after, double amount, boolean copy) {
    counts.add(EngagementCounts.Kind.ATTACHED, engagement);
    if (after < 0) {
      counts.add(EngagementCounts.Kind.EARLY, engagement);
      return;
    }
    int cell = row * windows.length + engagement;
    boolean isSeen = after < seen[row];
    if (isSeen) {
      elapsed[cell] = Math.min(elapsed[cell], after);
    }
    if (windows[engagement] > 0 && after >= windows[engagement]) {
      counts.add(EngagementCounts.Kind.LATE, engagement);
      return;
    }
    if (!isSeen) {
      counts.add(EngagementCounts.Kind.BEYOND, engagement);
      return;
    }
    if (copy || inTime[cell] > 0) {
      counts.add(EngagementCounts.Kind.REPEATED, engagement);
    }
    inTime[cell] += copy ? 0 : 1;
    amounts[cell] += Double.isFinite(amount) ? amount : 0;
  }

  /** Takes an event of which nobody knows when it happened: it makes no label. */
  public void addUntimed(int engagement) {
    counts.add(EngagementCounts.Kind.ATTACHED, engagement);
    counts.add(EngagementCounts.Kind.UNTIMED, engagement);
  }

  /** How many rows the request has. */
  public int rows() {
    return rows;
  }

  /** From the impression to the first event at or after it; {@link #NEVER} without one. */
  public long elapsed(int row, int engagement) {
    return elapsed[row * windows.length + engagement];
  }

  /** How many events fell into the window. */
  public int times(int row, int engagement) {
    return inTime[row * windows.length + engagement];
  }

  /** The sum of what the events in the window were worth. */
  public double amount(int row, int engagement) {
    return amounts[row * windows.length + engagement];
  }

  /** What became of the request's events. */
  public EngagementCounts counts() {
    return counts;
  }
}
