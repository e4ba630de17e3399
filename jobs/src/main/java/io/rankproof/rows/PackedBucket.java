package io.rankproof.rows;

import io.rankproof.rows.PackedFormat.RunKey;
import java.util.Arrays;
import java.util.List;

/**
 * The runs of one bucket in the order of their clusters, in them of their requests. Keys are looked
 * up in one traversal of the bytes, and runs then placed by counting: no run has to be read to find
 * the next one.
 */
final class PackedBucket {
  private final PackedFormat format;
  private final PackedBytes in = new PackedBytes(new byte[0]);
  private final RunKey key = new RunKey();
  private final KeyTable requests = new KeyTable();
  private final KeyTable clusters = new KeyTable();
  private byte[][] chunks = {};

  /** Of each run as they came, its chunk and place in it, and the number of its request. */
  private long[] came = new long[1024];

  private int[] owner = new int[1024];
  private int runs;

  /** Of each request the number of its runs, where they end in order, and its cluster. */
  private int[] runsOf = new int[1024];

  private int[] endOf = new int[1024];
  private int[] clusterOf = new int[1024];

  /** Requests and runs in order. */
  private int[] requestsInOrder = {};

  private long[] inOrder = {};
  private int run;
  private int request;
  private int endOfRequest;
  private boolean startsRequest;

  PackedBucket(PackedFormat format) {
    this.format = format;
  }

  /** Turns to the chunks of another bucket, before its first run. */
  void open(List<byte[]> bucket) {
    chunks = bucket.toArray(byte[][]::new);
    requests.clear();
    clusters.clear();
    runs = 0;
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      index(chunk);
    }
    orderRequests();
    orderRuns();
    run = 0;
    request = -1;
    endOfRequest = 0;
  }

  private void index(int chunk) {
    byte[] bytes = chunks[chunk];
    in.turnTo(bytes, 0);
    while (in.at() < bytes.length) {
      long address = ((long) chunk << Integer.SIZE) | in.at();
      format.skipRun(in, key);
      add(address);
    }
  }

  private void add(long address) {
    if (runs == came.length) {
      came = Arrays.copyOf(came, 2 * runs);
      owner = Arrays.copyOf(owner, 2 * runs);
    }
    int known = requests.size();
    long checks = (long) key.clusterCheck << Integer.SIZE | (key.requestCheck & 0xFFFFFFFFL);
    int number = requests.find(key.requestHash, key.clusterHash, checks);
    if (number == known) {
      addRequest(number);
    }
    runsOf[number]++;
    came[runs] = address;
    owner[runs] = number;
    runs++;
  }

  private void addRequest(int number) {
    if (number == runsOf.length) {
      runsOf = Arrays.copyOf(runsOf, 2 * number);
      endOf = new int[2 * number];
      clusterOf = Arrays.copyOf(clusterOf, 2 * number);
    }
    runsOf[number] = 0;
    clusterOf[number] =
        format.hasClusters() ? clusters.find(key.clusterHash, 0, key.clusterCheck) : number;
  }

  /** Counts the requests of each cluster, and with that knows where in order they go. */
  private void orderRequests() {
    int size = requests.size();
    int[] next = new int[1 + (format.hasClusters() ? clusters.size() : size)];
    for (int i = 0; i < size; i++) {
      next[clusterOf[i] + 1]++;
    }
    for (int i = 1; i < next.length; i++) {
      next[i] += next[i - 1];
    }
    requestsInOrder = requestsInOrder.length < size ? new int[runsOf.length] : requestsInOrder;
    for (int i = 0; i < size; i++) {
      requestsInOrder[next[clusterOf[i]]++] = i;
    }
  }

  private void orderRuns() {
    int start = 0;
    for (int i = 0; i < requests.size(); i++) {
      int number = requestsInOrder[i];
      endOf[number] = start;
      start += runsOf[number];
    }
    inOrder = inOrder.length < runs ? new long[came.length] : inOrder;
    for (int i = 0; i < runs; i++) {
      inOrder[endOf[owner[i]]++] = came[i];
    }
  }

  boolean hasRun() {
    return run < runs;
  }

  /** Goes to the next run; {@code to} then is at its key. */
  void next(PackedBytes to) {
    startsRequest = run == endOfRequest;
    if (startsRequest) {
      request++;
      endOfRequest = endOf[requestsInOrder[request]];
    }
    long address = inOrder[run++];
    to.turnTo(chunks[(int) (address >>> Integer.SIZE)], (int) address);
  }

  /** Whether the run is the first one of its request. */
  boolean startsRequest() {
    return startsRequest;
  }

  /** Whether the run's request is the first one of its cluster. */
  boolean startsCluster() {
    return request == 0
        || clusterOf[requestsInOrder[request]] != clusterOf[requestsInOrder[request - 1]];
  }
}
