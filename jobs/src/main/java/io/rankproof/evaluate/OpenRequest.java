package io.rankproof.evaluate;

import io.rankproof.kernel.rank.RequestBuffer;
import io.rankproof.propensity.UncertainPoints;
import io.rankproof.rows.RowBlock;
import java.util.Arrays;
import org.apache.spark.unsafe.types.UTF8String;

/** The request whose rows are being read. Reused from request to request. */
final class OpenRequest {
  static final int MIXED = -2;

  private final SliceReader slices;
  private final PointReader pointReader;
  private final RequestBuffer buffer;
  private final boolean[] unknownLabel;
  private final int[] missing;
  private int[] points = {};
  private int[] sliceValues = {};
  private UTF8String cluster;
  private UTF8String request;
  private long clusterHash;
  private boolean startsCluster;
  private boolean randomised;
  private boolean debiasable;

  OpenRequest(MetricPlan plan, Slicing slicing, UncertainPoints uncertain) {
    pointReader =
        uncertain.count() == 0 ? null : new PointReader(uncertain, slicing.segments().size());
    slices = slicing.reader();
    sliceValues = slices.values().clone();
    buffer = new RequestBuffer(plan.models(), plan.labels().size());
    unknownLabel = new boolean[plan.labels().size()];
    missing = new int[plan.models()];
  }

  /** Starts the request of a row; then {@link #look} at its rows, or {@link #startCopy}. */
  void start(RowBlock block, int row) {
    startsCluster = block.startsCluster(row);
    if (startsCluster) {
      clusterHash = block.clusterHash(row);
    }
    if (block.hasNames()) {
      request = block.requestName(row);
      cluster = block.clusterName(row);
    }
    randomised = true;
    debiasable = true;
    Arrays.fill(unknownLabel, false);
    Arrays.fill(missing, 0);
    slices.read(block, row);
    System.arraycopy(slices.values(), 0, sliceValues, 0, sliceValues.length);
  }

  /** Takes all of its rows as they lie in a block, until the next block is read. */
  void look(RowBlock block, int from, int to) {
    buffer.view(block.scores(), block.labels(), from, to - from);
    take(block, from, to, 0);
  }

  /** Has rows copied, since they lie in more blocks than one: {@link #add} them. */
  void startCopy() {
    buffer.clear();
  }

  /** Adds copies of rows of a block. */
  void add(RowBlock block, int from, int to) {
    int first = buffer.addRows(to - from);
    for (int label = 0; label < unknownLabel.length; label++) {
      buffer.labels(label, first, block.labels()[label], from, to - from);
    }
    for (int model = 0; model < missing.length; model++) {
      buffer.scores(model, first, block.scores()[model], from, to - from);
    }
    take(block, from, to, first);
  }

  /** All but scores and labels, which the buffer has. */
  private void take(RowBlock block, int from, int to, int first) {
    int count = to - from;
    for (int label = 0; label < unknownLabel.length; label++) {
      if (block.missingLabels(label, from, to) > 0) {
        unknownLabel[label] = true;
        debiasable = false;
      }
    }
    for (int model = 0; model < missing.length; model++) {
      missing[model] += block.missingScores(model, from, to);
    }
    addPropensities(block, from, first, count);
    if (block.hasTieKeys()) {
      buffer.tieKeys(first, block.tieKeys(), from, count);
    }
    for (int row = from; randomised && row < to; row++) {
      randomised = block.isRandomised(row);
    }
    readSlices(block, from, to);
    if (pointReader != null) {
      readPoints(block, from, first, count);
    }
  }

  private void readPoints(RowBlock block, int from, int first, int count) {
    if (points.length < first + count) {
      points = Arrays.copyOf(points, 2 * (first + count));
    }
    for (int i = 0; i < count; i++) {
      points[first + i] = pointReader.point(block, from + i);
    }
  }

  private void addPropensities(RowBlock block, int from, int first, int count) {
    if (!block.hasPropensities()) {
      debiasable = false;
      return;
    }
    double[] propensities = block.propensities();
    for (int i = 0; i < count; i++) {
      double propensity = propensities[from + i];
      if (Double.isNaN(propensity)) {
        debiasable = false;
      } else {
        buffer.propensity(first + i, propensity);
      }
    }
  }

  private void readSlices(RowBlock block, int from, int to) {
    int row = slices.nextChange(block, from, to);
    while (row < to) {
      slices.read(block, row);
      markMixed();
      row = slices.nextChange(block, row, to);
    }
  }

  private void markMixed() {
    int[] now = slices.values();
    for (int i = 0; i < sliceValues.length; i++) {
      if (sliceValues[i] != now[i]) {
        sliceValues[i] = MIXED;
      }
    }
  }

  /** What finds the slice values. */
  SliceReader slices() {
    return slices;
  }

  RequestBuffer buffer() {
    return buffer;
  }

  /** The cluster's text, where texts were asked for. */
  UTF8String cluster() {
    return cluster;
  }

  /** The request's text, where texts were asked for. */
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

  /** The uncertain point that divides each row, where some propensity has an error. */
  int[] points() {
    return points;
  }

  int missingScores(int model) {
    return missing[model];
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

  /** The slice value of each slice; -1: none, {@link #MIXED}: the rows differ in it. */
  int[] sliceValues() {
    return sliceValues;
  }
}
