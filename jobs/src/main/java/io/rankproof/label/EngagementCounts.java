package io.rankproof.label;

import java.util.Arrays;

/** What became of events, by engagement. */
public final class EngagementCounts {
  /** What can become of an event. */
  public enum Kind {
    /** It met the impression it belongs to. */
    ATTACHED(""),
    /** Of these: another one of the impression was in the window already. */
    REPEATED("repeated"),
    /** Of these: before the impression. */
    EARLY("before the impression"),
    /** Of these: after the window. */
    LATE("after the window"),
    /** Of these: in a window that was open when the log ended, and not before that end. */
    BEYOND("after the end of the log, in a window open then"),
    /** Of these: at no known time. */
    UNTIMED("without a time"),
    /** Its impression is in a request that is in conflict. */
    CONFLICT("for requests in conflict"),
    /** Its user saw its item later only: there is no impression before it. */
    UNSEEN("before every impression"),
    /** No usable impression has its request and item, or its user and item; most: none has. */
    UNMATCHED("for impressions never logged");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** In words, after the engagement's name. */
    public String text() {
      return text;
    }
  }

  private static final int KINDS = Kind.values().length;

  private final long[] counts;

  public EngagementCounts(int engagements) {
    this(new long[engagements * KINDS]);
  }

  private EngagementCounts(long[] counts) {
    this.counts = counts;
  }

  /** As {@link #toArray} gave them. */
  public static EngagementCounts of(long[] counts) {
    return new EngagementCounts(counts.clone());
  }

  public void add(Kind kind, int engagement) {
    counts[engagement * KINDS + kind.ordinal()]++;
  }

  public long of(Kind kind, int engagement) {
    return counts[engagement * KINDS + kind.ordinal()];
  }

  /** Adds what became of a request's events; those of one in conflict made no label. */
  public void addRequest(EngagementCounts request, boolean conflict) {
    for (int i = 0; i < counts.length; i++) {
      if (!conflict) {
        counts[i] += request.counts[i];
      } else if (i % KINDS == Kind.ATTACHED.ordinal()) {
        counts[i - Kind.ATTACHED.ordinal() + Kind.CONFLICT.ordinal()] += request.counts[i];
      }
    }
  }

  void clear() {
    Arrays.fill(counts, 0);
  }

  /** The counts, all kinds of the first engagement first. */
  public long[] toArray() {
    return counts.clone();
  }
}
