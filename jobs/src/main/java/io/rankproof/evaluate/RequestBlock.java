package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Some hundreds of evaluated requests, in primitive arrays. Blocks of a partition follow one
 * another; the requests of a cluster lie together, across blocks.
 */
final class RequestBlock implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int CAPACITY = 512;

  private final int models;
  private final int slices;
  private final int width;
  private final PackedText clusters = new PackedText();
  private final PackedText requests = new PackedText();
  private final long[] clusterHashes = new long[CAPACITY];
  private final boolean[] startsCluster = new boolean[CAPACITY];
  private final boolean[] randomised = new boolean[CAPACITY];
  private final boolean[] debiasable = new boolean[CAPACITY];
  private final boolean[] lacksLabel = new boolean[CAPACITY];
  private final int[] items = new int[CAPACITY];
  private final int[] relevant = new int[CAPACITY];
  private final int[] sliceValues;
  private final int[] tied;
  private final int[] missing;
  private final double[] values;
  private int size;

  RequestBlock(int models, int slices, int width) {
    this.models = models;
    this.slices = slices;
    this.width = width;
    sliceValues = new int[CAPACITY * slices];
    tied = new int[CAPACITY * models];
    missing = new int[CAPACITY * models];
    values = new double[CAPACITY * width];
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  int size() {
    return size;
  }

  /** Appends a request; its slice values, tie and missing counts are copied. */
  void add(OpenRequest request, int relevantRows, int[] tiedRows) {
    clusters.add(request.cluster());
    requests.add(request.request());
    clusterHashes[size] = request.clusterHash();
    startsCluster[size] = request.startsCluster();
    randomised[size] = request.isRandomised();
    debiasable[size] = request.isDebiasable();
    lacksLabel[size] = request.lacksAnyLabel();
    items[size] = request.items();
    relevant[size] = relevantRows;
    System.arraycopy(request.sliceValues(), 0, sliceValues, size * slices, slices);
    for (int model = 0; model < models; model++) {
      tied[size * models + model] = tiedRows[model];
      missing[size * models + model] = request.missingScores(model);
    }
    size++;
  }

  /** The values of all requests, {@code width} each. */
  double[] values() {
    return values;
  }

  int offset(int request) {
    return request * width;
  }

  String cluster(int request) {
    return clusters.get(request);
  }

  String request(int request) {
    return requests.get(request);
  }

  long clusterHash(int request) {
    return clusterHashes[request];
  }

  boolean startsCluster(int request) {
    return startsCluster[request];
  }

  boolean isRandomised(int request) {
    return randomised[request];
  }

  boolean isDebiasable(int request) {
    return debiasable[request];
  }

  /** Whether a row of it has a label that is null or not finite. */
  boolean lacksLabel(int request) {
    return lacksLabel[request];
  }

  int items(int request) {
    return items[request];
  }

  /** Rows relevant to any metric. */
  int relevant(int request) {
    return relevant[request];
  }

  /** Of these, rows whose score another row has as well. */
  int tied(int request, int model) {
    return tied[request * models + model];
  }

  int missing(int request, int model) {
    return missing[request * models + model];
  }

  /** The slice value of the {@code n}-th slice; -1: none, -2: the request's rows differ in it. */
  int sliceValue(int request, int n) {
    return sliceValues[request * slices + n];
  }

  int slices() {
    return slices;
  }

  /** Forgets the metrics of a request for one model. */
  void leaveOut(int from, int length) {
    Arrays.fill(values, from, from + length, Double.NaN);
  }
}
