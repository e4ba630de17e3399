package io.rankproof.ingest;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How many requests began when, in buckets of equal width. It depends on the rows alone, not on
 * their order or partitioning. Times are microseconds since 1970 in UTC.
 */
public final class TimeHistogram {
  private final long[] first;
  private final long[] last;
  private final long[] before;

  /**
   * @param buckets those that hold a request, in any order
   */
  public TimeHistogram(List<Bucket> buckets) {
    List<Bucket> sorted = buckets.stream().sorted(Comparator.comparingLong(Bucket::first)).toList();
    first = sorted.stream().mapToLong(Bucket::first).toArray();
    last = sorted.stream().mapToLong(Bucket::last).toArray();
    before = new long[first.length + 1];
    for (int i = 0; i < first.length; i++) {
      before[i + 1] = before[i] + sorted.get(i).requests();
    }
  }

  /**
   * @param first earliest request time in the bucket
   * @param last latest request time in the bucket
   * @param requests how many began in it, at least 1
   */
  public record Bucket(long first, long last, long requests) {}

  /** Buckets that hold a request. */
  public int size() {
    return first.length;
  }

  /** All requests. */
  public long requests() {
    return before[first.length];
  }

  /** Earliest request time of a bucket. */
  public long first(int bucket) {
    return first[bucket];
  }

  /** Latest request time of a bucket. */
  public long last(int bucket) {
    return last[bucket];
  }

  /** Requests in the buckets that begin before a time. */
  public long before(long time) {
    int found = Arrays.binarySearch(first, time);
    return before[found < 0 ? -found - 1 : found];
  }

  /** The first bucket that begins at a time or later; {@link #size} when none does. */
  public int bucketFrom(long time) {
    int found = Arrays.binarySearch(first, time);
    return found < 0 ? -found - 1 : found;
  }

  /** The first bucket with at least so many requests before it; {@link #size} when none has. */
  public int bucketAfter(long requests) {
    int found = Arrays.binarySearch(before, requests);
    return Math.min(found < 0 ? -found - 1 : found, first.length);
  }

  /** Requests in the buckets before one. */
  public long beforeBucket(int bucket) {
    return before[bucket];
  }

  /** The bucket of the request with this rank in time, from 1. */
  public int bucketOfRank(long rank) {
    int found = Arrays.binarySearch(before, rank);
    int edge = found < 0 ? -found - 1 : found;
    return Math.min(Math.max(edge, 1), first.length) - 1;
  }
}
