package io.rankproof.rows;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * The map side of a packed exchange: packs the rows of blocks by bucket, and hands the bytes of all
 * buckets on whenever they pass a budget, or their arrays twice that, so that memory is bounded
 * whatever there is to pack.
 */
final class PackedWriter implements Iterator<Tuple2<Object, byte[]>> {
  /** Bytes of all buckets of a task. */
  static final int BUDGET = 32 << 20;

  /** A bucket that a large request has filled gives its array back. */
  private static final int LARGEST_KEPT = 256 << 10;

  private final Iterator<RowBlock> blocks;
  private final PackedFormat format;
  private final int targets;
  private final PackedBytes[] buckets;
  private final PackedFormat.RunKey key = new PackedFormat.RunKey();
  private final ArrayDeque<Tuple2<Object, byte[]>> ready = new ArrayDeque<>();
  private final long budget;

  /** Bytes of the arrays of all buckets, in use or not. */
  private long capacity;

  private int bucket;

  PackedWriter(Iterator<RowBlock> blocks, PackedFormat format, int targets, long budget) {
    this.blocks = blocks;
    this.format = format;
    this.targets = targets;
    buckets = new PackedBytes[Math.multiplyExact(targets, PackedExchange.BUCKETS)];
    this.budget = budget;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && blocks.hasNext()) {
      fill();
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Object, byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void fill() {
    long packed = 0;
    while (packed < budget && capacity < 2 * budget && blocks.hasNext()) {
      packed += pack(blocks.next());
    }
    boolean full = capacity >= 2 * budget;
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] != null) {
        send(i, full);
      }
    }
  }

  private void send(int from, boolean full) {
    PackedBytes bytes = buckets[from];
    if (bytes.size() > 0) {
      ready.add(new Tuple2<>(from, bytes.copy()));
      bytes.clear();
    }
    if (full || bytes.capacity() > LARGEST_KEPT) {
      capacity -= bytes.capacity();
      buckets[from] = null;
    }
  }

  /** Bytes of the arrays that wait for more rows. */
  long capacity() {
    return capacity;
  }

  private long pack(RowBlock block) {
    long packed = 0;
    int from = 0;
    while (from < block.size()) {
      if (block.startsRequest(from)) {
        key.take(block, from);
        bucket = key.bucket(targets);
      }
      int to = block.nextRequest(from + 1);
      if (buckets[bucket] == null) {
        buckets[bucket] = new PackedBytes();
        capacity += buckets[bucket].capacity();
      }
      PackedBytes out = buckets[bucket];
      int before = out.size();
      capacity -= out.capacity();
      format.write(block, from, to, key, out);
      capacity += out.capacity();
      packed += out.size() - before;
      from = to;
    }
    return packed;
  }
}
