package io.rankproof.rows;

import io.rankproof.kernel.rank.RequestBuffer;
import java.util.Arrays;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Some thousand rows in primitive arrays, one per column. Blocks of a partition follow one another,
 * and a reader reuses its block: take values, not arrays.
 *
 * <p>Hashes and texts of request and cluster are there in the rows that start one.
 */
public final class RowBlock {
  /** Rows that readers aim at. */
  static final int CAPACITY = 4096;

  static final double NO_LABEL = Double.NaN;
  static final double NO_SCORE = RequestBuffer.MISSING;

  final double[][] labels;
  final double[][] scores;

  /** Whether a row may lack a label: false is certain. */
  final boolean[] mayLackLabel;

  /** Whether a row may lack a score: false is certain. */
  final boolean[] mayLackScore;

  final int[][] segments;
  final SegmentCoder[] coders;
  final boolean[][] randomised;
  final double[][] propensity;
  final double[][] weight;
  final long[][] tieKey;
  final UTF8String[][] names;
  boolean[] startsRequest = {};
  boolean[] startsCluster = {};
  long[] requestHash = {};
  long[] requestCheck = {};
  long[] clusterHash = {};
  long[] clusterCheck = {};
  int size;

  RowBlock(
      int labels,
      int scores,
      SegmentCoder[] coders,
      boolean randomised,
      boolean propensity,
      boolean weight,
      boolean tieKey,
      boolean names) {
    this.labels = new double[labels][0];
    this.scores = new double[scores][0];
    mayLackLabel = new boolean[labels];
    mayLackScore = new boolean[scores];
    Arrays.fill(mayLackLabel, true);
    Arrays.fill(mayLackScore, true);
    this.segments = new int[coders.length][0];
    this.coders = coders;
    this.randomised = new boolean[randomised ? 1 : 0][0];
    this.propensity = new double[propensity ? 1 : 0][0];
    this.weight = new double[weight ? 1 : 0][0];
    this.tieKey = new long[tieKey ? 1 : 0][0];
    this.names = new UTF8String[names ? 2 : 0][0];
    reserve(CAPACITY);
  }

  void reserve(int rows) {
    if (capacity() < rows) {
      grow(labels, rows);
      grow(scores, rows);
      grow(propensity, rows);
      grow(weight, rows);
      Arrays.setAll(segments, i -> Arrays.copyOf(segments[i], rows));
      Arrays.setAll(randomised, i -> Arrays.copyOf(randomised[i], rows));
      Arrays.setAll(tieKey, i -> Arrays.copyOf(tieKey[i], rows));
      Arrays.setAll(names, i -> Arrays.copyOf(names[i], rows));
      startsRequest = Arrays.copyOf(startsRequest, rows);
      startsCluster = Arrays.copyOf(startsCluster, rows);
      requestHash = Arrays.copyOf(requestHash, rows);
      requestCheck = Arrays.copyOf(requestCheck, rows);
      clusterHash = Arrays.copyOf(clusterHash, rows);
      clusterCheck = Arrays.copyOf(clusterCheck, rows);
    }
  }

  private static void grow(double[][] columns, int rows) {
    Arrays.setAll(columns, i -> Arrays.copyOf(columns[i], rows));
  }

  int capacity() {
    return requestHash.length;
  }

  /** How many rows there are. */
  public int size() {
    return size;
  }

  /** Whether a row is the first of its request. */
  public boolean startsRequest(int row) {
    return startsRequest[row];
  }

  /** Whether a row is the first of its cluster. */
  public boolean startsCluster(int row) {
    return startsCluster[row];
  }

  /** The first row from {@code from} on that starts a request, or the number of rows. */
  public int nextRequest(int from) {
    int row = from;
    while (row < size && !startsRequest[row]) {
      row++;
    }
    return row;
  }

  /** The cluster's hash, in a row that starts one. */
  public long clusterHash(int row) {
    return clusterHash[row];
  }

  /** The request's text, in a row that starts one, where texts were asked for. */
  public UTF8String requestName(int row) {
    return names[0][row];
  }

  /** The cluster's text, in a row that starts one, where texts were asked for. */
  public UTF8String clusterName(int row) {
    return names[1][row];
  }

  /** Whether texts are there. */
  public boolean hasNames() {
    return names.length > 0;
  }

  /** The labels by kind; NaN where one is null or not finite. */
  public double[][] labels() {
    return labels;
  }

  /** The scores by model; negative infinity where one is null or not finite. */
  public double[][] scores() {
    return scores;
  }

  /** How many of some rows have no such label. */
  public int missingLabels(int label, int from, int to) {
    return mayLackLabel[label] ? notFinite(labels[label], from, to) : 0;
  }

  /** How many of some rows have no score of a model. */
  public int missingScores(int model, int from, int to) {
    return mayLackScore[model] ? notFinite(scores[model], from, to) : 0;
  }

  private static int notFinite(double[] values, int from, int to) {
    int found = 0;
    for (int row = from; row < to; row++) {
      found += Math.abs(values[row]) <= Double.MAX_VALUE ? 0 : 1;
    }
    return found;
  }

  /** Whether propensities were read. */
  public boolean hasPropensities() {
    return propensity.length > 0;
  }

  /** The propensities, where they were read; NaN where one is null. */
  public double[] propensities() {
    return propensity[0];
  }

  /** A row's propensity; NaN when there is none. */
  public double propensity(int row) {
    return hasPropensities() ? propensity[0][row] : Double.NaN;
  }

  /** A row's weight. */
  public double weight(int row) {
    return weight.length == 0 ? 1 : weight[0][row];
  }

  /** Whether a row was shown in random order. */
  public boolean isRandomised(int row) {
    return randomised.length > 0 && randomised[0][row];
  }

  /** Whether keys that break ties were read. */
  public boolean hasTieKeys() {
    return tieKey.length > 0;
  }

  /** The keys that break ties, the smaller one first. */
  public long[] tieKeys() {
    return tieKey[0];
  }

  /** The codes of a segment; -1 where the value does not matter. */
  public int[] segment(int index) {
    return segments[index];
  }

  /** The texts of a segment's codes. */
  public SegmentCoder coder(int index) {
    return coders[index];
  }
}
