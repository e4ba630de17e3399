package io.rankproof.rows;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * The map side of a packed exchange: packs the rows of blocks by target, and hands the bytes of all
 * targets on whenever they pass a budget, so that memory is bounded whatever there is to pack.
 */
final class PackedWriter implements Iterator<Tuple2<Object, byte[]>> {
  /** Bytes of all targets of a task. */
  static final int BUDGET = 32 << 20;

  private final Iterator<RowBlock> blocks;
  private final PackedFormat format;
  private final PackedBytes[] targets;
  private final PackedFormat.RunKey key = new PackedFormat.RunKey();
  private final ArrayDeque<Tuple2<Object, byte[]>> ready = new ArrayDeque<>();
  private final long budget;
  private int target;

  PackedWriter(Iterator<RowBlock> blocks, PackedFormat format, int targets, long budget) {
    this.blocks = blocks;
    this.format = format;
    this.targets = new PackedBytes[targets];
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
    while (packed < budget && blocks.hasNext()) {
      packed += pack(blocks.next());
    }
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] != null && targets[i].size() > 0) {
        ready.add(new Tuple2<>(i, targets[i].copy()));
        targets[i].clear();
      }
    }
  }

  private long pack(RowBlock block) {
    long packed = 0;
    int from = 0;
    while (from < block.size()) {
      if (block.startsRequest(from)) {
        key.take(block, from);
        target = key.target(targets.length);
      }
      int to = block.nextRequest(from + 1);
      if (targets[target] == null) {
        targets[target] = new PackedBytes();
      }
      int before = targets[target].size();
      format.write(block, from, to, key, targets[target]);
      packed += targets[target].size() - before;
      from = to;
    }
    return packed;
  }
}
