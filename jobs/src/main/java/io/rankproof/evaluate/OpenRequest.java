package io.rankproof.evaluate;

import io.rankproof.kernel.rank.RequestBuffer;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** The request whose rows are being read. Reused from request to request. */
final class OpenRequest {
  static final int MIXED = -2;

  private final RowColumns columns;
  private final SegmentReader segments;
  private final boolean trecTies;
  private final RequestBuffer buffer;
  private final boolean[] unknownLabel;
  private int[] sliceValues;
  private UTF8String cluster;
  private UTF8String request;
  private long clusterHash;
  private boolean startsCluster;
  private boolean randomised;
  private boolean debiasable;

  OpenRequest(RowColumns columns, Cohorts cohorts, boolean trecTies) {
    this.columns = columns;
    this.trecTies = trecTies;
    segments = new SegmentReader(cohorts, columns.firstSegment());
    sliceValues = segments.copy();
    buffer = new RequestBuffer(columns.models(), columns.labels());
    unknownLabel = new boolean[columns.labels()];
  }

  /** Whether a row belongs to this request. */
  boolean owns(InternalRow row) {
    return request != null && row.getUTF8String(RowColumns.REQUEST).equals(request);
  }

  boolean isEmpty() {
    return buffer.rows() == 0;
  }

  /** Starts the request of a row; {@link #add} the row after. */
  void start(InternalRow row) {
    UTF8String owner = row.getUTF8String(RowColumns.CLUSTER);
    startsCluster = !owner.equals(cluster);
    if (startsCluster) {
      cluster = owner.clone();
      clusterHash = row.getLong(RowColumns.CLUSTER_HASH);
    }
    request = row.getUTF8String(RowColumns.REQUEST).clone();
    randomised = true;
    debiasable = true;
    Arrays.fill(unknownLabel, false);
    buffer.clear();
  }

  void add(InternalRow row) {
    readSegments(row);
    int index = buffer.addRow();
    for (int label = 0; label < columns.labels(); label++) {
      addLabel(index, label, columns.label(row, label));
    }
    for (int model = 0; model < columns.models(); model++) {
      buffer.score(index, model, columns.score(row, model));
    }
    randomised &= row.getBoolean(RowColumns.RANDOMISED);
    addPropensity(index, RowColumns.propensity(row));
    // Rows come in ascending order of the item: trec_eval puts the larger one first.
    buffer.tieKey(index, trecTies ? -index : row.getLong(RowColumns.ITEM_HASH));
  }

  private void readSegments(InternalRow row) {
    boolean changed = segments.read(row);
    if (isEmpty()) {
      System.arraycopy(segments.values(), 0, sliceValues, 0, sliceValues.length);
    } else if (changed) {
      markMixed();
    }
  }

  private void markMixed() {
    int[] now = segments.values();
    for (int i = 0; i < sliceValues.length; i++) {
      if (sliceValues[i] != now[i]) {
        sliceValues[i] = MIXED;
      }
    }
  }

  private void addLabel(int index, int label, double value) {
    boolean known = Double.isFinite(value);
    unknownLabel[label] |= !known;
    debiasable &= known;
    buffer.label(index, label, known ? value : 0);
  }

  private void addPropensity(int index, double propensity) {
    if (Double.isNaN(propensity)) {
      debiasable = false;
    } else {
      buffer.propensity(index, propensity);
    }
  }

  RequestBuffer buffer() {
    return buffer;
  }

  UTF8String cluster() {
    return cluster;
  }

  UTF8String request() {
    return request;
  }

  long clusterHash() {
    return clusterHash;
  }

  /** Whether it is the first request of its cluster here. */
  boolean startsCluster() {
    return startsCluster;
  }

  /** Whether every row was shown in random order. */
  boolean isRandomised() {
    return randomised;
  }

  /** Whether every row has a usable propensity and all labels. */
  boolean isDebiasable() {
    return debiasable;
  }

  int items() {
    return buffer.rows();
  }

  int missingScores(int model) {
    return buffer.missingScores(model);
  }

  /** Whether a row has no such label, so that the request has no value for it. */
  boolean lacksLabel(int label) {
    return unknownLabel[label];
  }

  boolean lacksAnyLabel() {
    boolean any = false;
    for (boolean unknown : unknownLabel) {
      any |= unknown;
    }
    return any;
  }

  int[] sliceValues() {
    return sliceValues;
  }
}
