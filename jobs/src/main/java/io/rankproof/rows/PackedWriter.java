package io.rankproof.rows;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * The map side of a packed exchange: packs the rows of blocks into chunks by bucket, and hands on
 * those that are full, without a copy; all of them whenever another one would pass the budget, so
 * that memory is bounded whatever there is to pack.
 */
final class PackedWriter implements Iterator<Tuple2<Object, PackedChunk>> {
  /** Bytes of all open chunks of a task. */
  static final int BUDGET = 32 << 20;

  /** A chunk has as many bytes as the budget allows for, between these; more for one long row. */
  private static final int LEAST_CHUNK = 1 << 10;

  private static final int MOST_CHUNK = 4 << 10;

  private static final byte[] NONE = {};

  private final Iterator<RowBlock> blocks;
  private final PackedFormat format;
  private final int targets;
  private final PackedBytes[] open;
  private final int chunkBytes;
  private final long budget;
  private final PackedFormat.RunKey key = new PackedFormat.RunKey();
  private final ArrayDeque<Tuple2<Object, PackedChunk>> ready = new ArrayDeque<>();

  /** Whether who takes a chunk is done with it when asking for the next one. */
  private final boolean reuses;

  /** Arrays of chunks that were taken, to be filled again while a core's cache has them. */
  private final ArrayDeque<byte[]> spare = new ArrayDeque<>();

  private byte[] lent = NONE;

  /** Bytes of the arrays of all open chunks, in use or not. */
  private long capacity;

  private int bucket;

  /**
   * @param reuses whether who takes a chunk is done with its bytes when asking for the next one
   */
  PackedWriter(
      Iterator<RowBlock> blocks, PackedFormat format, int targets, long budget, boolean reuses) {
    this.blocks = blocks;
    this.format = format;
    this.targets = targets;
    this.budget = budget;
    this.reuses = reuses;
    open = new PackedBytes[Math.multiplyExact(targets, PackedExchange.BUCKETS)];
    chunkBytes = (int) Math.max(LEAST_CHUNK, Math.min(budget / open.length, MOST_CHUNK));
  }

  @Override
  public boolean hasNext() {
    takeBack();
    while (ready.isEmpty() && blocks.hasNext()) {
      pack(blocks.next());
    }
    if (ready.isEmpty() && capacity > 0) {
      sendAll();
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Object, PackedChunk> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Tuple2<Object, PackedChunk> next = ready.remove();
    lent = next._2().bytes();
    return next;
  }

  private void takeBack() {
    if (reuses && lent.length == chunkBytes) {
      spare.push(lent);
    }
    lent = NONE;
  }

  /** Bytes of the arrays that wait for more rows. */
  long capacity() {
    return capacity;
  }

  private void pack(RowBlock block) {
    int row = 0;
    while (row < block.size()) {
      if (block.startsRequest(row)) {
        key.take(block, row);
        bucket = key.bucket(targets);
      }
      int end = block.nextRequest(row + 1);
      while (row < end) {
        row = format.write(block, row, end, key, chunk(format.mostBytes(key)));
      }
    }
  }

  /** The bucket's chunk, with room for more bytes. */
  private PackedBytes chunk(int more) {
    PackedBytes chunk = open[bucket];
    return chunk != null && chunk.room() >= more ? chunk : freshChunk(more);
  }

  private PackedBytes freshChunk(int more) {
    send(bucket);
    int bytes = Math.max(chunkBytes, more);
    if (capacity + bytes > budget) {
      sendAll();
    }
    capacity += bytes;
    open[bucket] = new PackedBytes(array(bytes));
    return open[bucket];
  }

  private byte[] array(int bytes) {
    return bytes == chunkBytes && !spare.isEmpty() ? spare.pop() : new byte[bytes];
  }

  private void sendAll() {
    for (int i = 0; i < open.length; i++) {
      send(i);
    }
  }

  private void send(int from) {
    PackedBytes chunk = open[from];
    if (chunk != null) {
      ready.add(new Tuple2<>(from, new PackedChunk(chunk.bytes(), chunk.at())));
      capacity -= chunk.bytes().length;
      open[from] = null;
    }
  }
}
