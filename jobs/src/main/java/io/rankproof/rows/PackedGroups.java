package io.rankproof.rows;

import io.rankproof.rows.PackedFormat.RunKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * The reduce side of a packed exchange: finds the runs of each request and the requests of each
 * cluster by hash, bucket by bucket, and gives their rows in blocks. Rows stay packed until their
 * turn; besides them a run of the bucket takes 12 bytes, and a request some 70.
 */
final class PackedGroups implements Iterator<RowBlock> {
  private static final int NONE = -1;

  private final PackedFormat format;
  private final RowBlock block;
  private final List<List<byte[]>> buckets = new ArrayList<>();
  private List<byte[]> chunks = List.of();
  private int bucket;
  private final PackedBytes in = new PackedBytes(new byte[0]);
  private final RunKey key = new RunKey();
  private final KeyTable requests = new KeyTable();
  private final KeyTable clusters = new KeyTable();
  private long[] runs = new long[1024];
  private int[] nextRun = new int[1024];
  private int runCount;
  private int[] firstRun = new int[1024];
  private int[] lastRun = new int[1024];
  private int[] nextRequest = new int[1024];
  private int[] firstRequest = new int[1024];
  private int cluster = NONE;
  private int request = NONE;
  private int run = NONE;
  private int rowsLeft;
  private boolean atStartOfRequest;
  private boolean atStartOfCluster;

  /**
   * @param packed bytes by bucket, of one target
   * @param targets there are
   */
  PackedGroups(Iterator<Tuple2<Object, byte[]>> packed, PackedFormat format, int targets) {
    this.format = format;
    block = format.shape().block(format.shape().coders());
    for (int i = 0; i < PackedExchange.BUCKETS; i++) {
      buckets.add(new ArrayList<>());
    }
    while (packed.hasNext()) {
      Tuple2<Object, byte[]> next = packed.next();
      buckets.get((int) next._1() / targets).add(next._2());
    }
    advance();
  }

  /** Goes to the next bucket that has rows; false when there is none. */
  private boolean openBucket() {
    requests.clear();
    clusters.clear();
    runCount = 0;
    chunks = List.of();
    while (chunks.isEmpty() && bucket < buckets.size()) {
      // Taken out, so that memory is free when the bucket is done.
      chunks = buckets.set(bucket++, List.of());
    }
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      index(chunk);
    }
    return !chunks.isEmpty();
  }

  private void index(int chunk) {
    byte[] bytes = chunks.get(chunk);
    in.read(bytes, 0);
    while (in.at() < bytes.length) {
      int start = in.at();
      format.readKey(in, key);
      in.getInt();
      int length = in.getInt();
      addRun(((long) chunk << Integer.SIZE) | start);
      in.read(bytes, in.at() + length);
    }
  }

  private void addRun(long address) {
    if (runCount == runs.length) {
      runs = Arrays.copyOf(runs, 2 * runCount);
      nextRun = Arrays.copyOf(nextRun, 2 * runCount);
    }
    runs[runCount] = address;
    nextRun[runCount] = NONE;
    int known = requests.size();
    int owner = requests.find(key.requestHash, key.requestCheck, key.clusterHash, key.clusterCheck);
    if (owner == known) {
      addRequest(owner);
    } else {
      nextRun[lastRun[owner]] = runCount;
    }
    lastRun[owner] = runCount;
    runCount++;
  }

  private void addRequest(int index) {
    if (index == firstRun.length) {
      firstRun = Arrays.copyOf(firstRun, 2 * index);
      lastRun = Arrays.copyOf(lastRun, 2 * index);
      nextRequest = Arrays.copyOf(nextRequest, 2 * index);
    }
    firstRun[index] = runCount;
    int known = clusters.size();
    int owner = clusters.find(key.clusterHash, key.clusterCheck, 0, 0);
    if (owner == firstRequest.length) {
      firstRequest = Arrays.copyOf(firstRequest, 2 * owner);
    }
    nextRequest[index] = owner == known ? NONE : firstRequest[owner];
    firstRequest[owner] = index;
  }

  @Override
  public boolean hasNext() {
    return rowsLeft > 0;
  }

  @Override
  public RowBlock next() {
    if (rowsLeft == 0) {
      throw new NoSuchElementException();
    }
    block.size = 0;
    Arrays.fill(block.startsRequest, false);
    Arrays.fill(block.startsCluster, false);
    while (rowsLeft > 0 && block.size < RowBlock.CAPACITY) {
      if (atStartOfRequest) {
        start(block.size);
      }
      int rows = Math.min(rowsLeft, RowBlock.CAPACITY - block.size);
      for (int i = 0; i < rows; i++) {
        format.readRow(in, block, block.size++);
      }
      rowsLeft -= rows;
      if (rowsLeft == 0) {
        advance();
      }
    }
    return block;
  }

  private void start(int row) {
    block.startsRequest[row] = true;
    block.startsCluster[row] = atStartOfCluster;
    block.requestHash[row] = key.requestHash;
    block.clusterHash[row] = key.clusterHash;
    if (block.hasNames()) {
      block.names[0][row] = key.request;
      block.names[1][row] = key.cluster;
    }
    atStartOfRequest = false;
    atStartOfCluster = false;
  }

  /** Goes to the next run: of the request, else of the next one, else of the next cluster. */
  private void advance() {
    run = run == NONE ? NONE : nextRun[run];
    if (run == NONE) {
      request = request == NONE ? NONE : nextRequest[request];
      if (request == NONE) {
        if (++cluster >= clusters.size()) {
          if (!openBucket()) {
            return;
          }
          cluster = 0;
        }
        request = firstRequest[cluster];
        atStartOfCluster = true;
      }
      run = firstRun[request];
      atStartOfRequest = true;
    }
    in.read(chunks.get((int) (runs[run] >>> Integer.SIZE)), (int) runs[run]);
    format.readKey(in, key);
    rowsLeft = in.getInt();
    in.getInt();
  }

  /** Numbers keys of up to four longs in the order in which they come. */
  private static final class KeyTable {
    private static final int WORDS = 4;

    private long[] keys = new long[WORDS * 1024];
    private int[] slots = new int[4096];
    private int size;

    KeyTable() {
      Arrays.fill(slots, NONE);
    }

    int size() {
      return size;
    }

    void clear() {
      Arrays.fill(slots, NONE);
      size = 0;
    }

    int find(long a, long b, long c, long d) {
      int mask = slots.length - 1;
      int slot = hash(a, c) & mask;
      while (slots[slot] != NONE) {
        int at = WORDS * slots[slot];
        if (keys[at] == a && keys[at + 1] == b && keys[at + 2] == c && keys[at + 3] == d) {
          return slots[slot];
        }
        slot = (slot + 1) & mask;
      }
      slots[slot] = size;
      add(a, b, c, d);
      return size - 1;
    }

    private void add(long a, long b, long c, long d) {
      int at = WORDS * size;
      if (at == keys.length) {
        keys = Arrays.copyOf(keys, 2 * at);
      }
      keys[at] = a;
      keys[at + 1] = b;
      keys[at + 2] = c;
      keys[at + 3] = d;
      size++;
      if (2 * size > slots.length) {
        enlarge();
      }
    }

    private void enlarge() {
      slots = new int[2 * slots.length];
      Arrays.fill(slots, NONE);
      int mask = slots.length - 1;
      for (int i = 0; i < size; i++) {
        int slot = hash(keys[WORDS * i], keys[WORDS * i + 2]) & mask;
        while (slots[slot] != NONE) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = i;
      }
    }

    private static int hash(long a, long c) {
      long mixed = (a ^ Long.rotateLeft(c, 29)) * 0x9E3779B97F4A7C15L;
      return (int) (mixed >>> 32);
    }
  }
}
