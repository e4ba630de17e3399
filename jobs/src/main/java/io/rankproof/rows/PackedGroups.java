package io.rankproof.rows;

import io.rankproof.rows.PackedFormat.RunKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * The reduce side of a packed exchange: gives the rows of each request and the requests of each
 * cluster in blocks, bucket by bucket. Rows stay packed until their turn; besides them a run of the
 * bucket takes 20 bytes, and a request some 70.
 */
final class PackedGroups implements Iterator<RowBlock> {
  private final PackedFormat format;
  private final RowBlock block;
  private final List<List<byte[]>> buckets = new ArrayList<>();
  private final PackedBucket bucket;
  private int opened;
  private final PackedBytes in = new PackedBytes(new byte[0]);
  private final RunKey key = new RunKey();
  private int rowsLeft;

  /**
   * @param packed chunks by bucket, of one target
   * @param targets there are
   */
  PackedGroups(Iterator<Tuple2<Object, PackedChunk>> packed, PackedFormat format, int targets) {
    this.format = format;
    block = format.shape().block(format.shape().coders());
    bucket = new PackedBucket(format);
    for (int i = 0; i < PackedExchange.BUCKETS; i++) {
      buckets.add(new ArrayList<>());
    }
    while (packed.hasNext()) {
      Tuple2<Object, PackedChunk> next = packed.next();
      buckets.get((int) next._1() / targets).add(next._2().trimmed());
    }
  }

  @Override
  public boolean hasNext() {
    while (rowsLeft == 0 && !bucket.hasRun() && opened < buckets.size()) {
      // Taken out, so that memory is free when the bucket is done.
      bucket.open(buckets.set(opened++, List.of()));
    }
    return rowsLeft > 0 || bucket.hasRun();
  }

  @Override
  public RowBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    block.size = 0;
    Arrays.fill(block.startsRequest, false);
    Arrays.fill(block.startsCluster, false);
    while (block.size < RowBlock.CAPACITY && (rowsLeft > 0 || bucket.hasRun())) {
      if (rowsLeft == 0) {
        startRun(block.size);
      }
      int rows = Math.min(rowsLeft, RowBlock.CAPACITY - block.size);
      for (int i = 0; i < rows; i++) {
        format.readRow(in, block, block.size++);
      }
      rowsLeft -= rows;
    }
    return block;
  }

  private void startRun(int row) {
    bucket.next(in);
    if (bucket.startsRequest()) {
      format.readKey(in, key);
      startRequest(row);
    } else {
      format.skipKey(in);
    }
    rowsLeft = format.readCount(in);
  }

  private void startRequest(int row) {
    block.startsRequest[row] = true;
    block.startsCluster[row] = bucket.startsCluster();
    block.requestHash[row] = key.requestHash;
    block.clusterHash[row] = key.clusterHash;
    if (block.hasNames()) {
      block.names[0][row] = key.request;
      block.names[1][row] = key.cluster;
    }
  }
}
