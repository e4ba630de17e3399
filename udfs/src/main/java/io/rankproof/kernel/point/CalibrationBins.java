package io.rankproof.kernel.point;

import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Predicted and observed rates by bin of the prediction, as a mergeable state: the reliability
 * table and what {@link CalibrationError} is computed from.
 *
 * <p>Edges are fixed before rows are added. Predictions that are NaN or outside [0, 1] are left out
 * and counted.
 *
 * <p>Layout of {@link #toBytes}: int inner edges, the edges as doubles, long rows, long unusable,
 * then per bin the sums of weight, weight x label, weight x prediction, squared weight as {@link
 * FixedSums}.
 */
public final class CalibrationBins {
  private static final int WEIGHT = 0;
  private static final int LABEL = 1;
  private static final int PREDICTION = 2;
  private static final int SQUARED_WEIGHT = 3;
  private static final int SUMS = 4;

  private final CalibrationEdges edges;
  private final FixedSums sums;
  private long rows;
  private long unusable;

  /** An empty state over these bins. */
  public CalibrationBins(CalibrationEdges edges) {
    this(edges, new FixedSums(SUMS * edges.bins()));
  }

  private CalibrationBins(CalibrationEdges edges, FixedSums sums) {
    this.edges = edges;
    this.sums = sums;
  }

  /** Adds a row with a finite label and a finite weight of at least 0. */
  public void add(double probability, double label, double weight) {
    rows++;
    if (probability >= 0 && probability <= 1) {
      int base = SUMS * edges.binOf(probability);
      sums.add(base + WEIGHT, weight);
      sums.add(base + LABEL, weight * label);
      sums.add(base + PREDICTION, weight * probability);
      sums.add(base + SQUARED_WEIGHT, weight * weight);
    } else {
      unusable++;
    }
  }

  /** Adds the rows of another state over the same bins. */
  public void merge(CalibrationBins other) {
    if (!other.edges.equals(edges)) {
      throw new IllegalArgumentException("cannot merge " + other.edges + " into " + edges);
    }
    sums.merge(other.sums);
    rows += other.rows;
    unusable += other.unusable;
  }

  /** The reliability table, by ascending prediction; bins without weight included. */
  public List<ReliabilityBin> table() {
    List<ReliabilityBin> table = new ArrayList<>(edges.bins());
    for (int bin = 0; bin < edges.bins(); bin++) {
      table.add(bin(bin));
    }
    return table;
  }

  private ReliabilityBin bin(int bin) {
    int base = SUMS * bin;
    return new ReliabilityBin(
        edges.low(bin),
        edges.high(bin),
        sums.value(base + WEIGHT),
        sums.value(base + LABEL),
        sums.value(base + PREDICTION),
        sums.value(base + SQUARED_WEIGHT));
  }

  /** Rows added. */
  public long rows() {
    return rows;
  }

  /** Rows left out because the prediction was NaN or outside [0, 1]. */
  public long unusable() {
    return unusable;
  }

  /** The bins. */
  public CalibrationEdges edges() {
    return edges;
  }

  /** The state as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    double[] inner = edges.inner();
    int size = Integer.BYTES + (inner.length + 2) * Long.BYTES + sums.byteSize();
    ByteBuffer out = ByteBuffer.allocate(size).putInt(inner.length);
    for (double edge : inner) {
      out.putDouble(edge);
    }
    out.putLong(rows).putLong(unusable);
    sums.writeTo(out);
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static CalibrationBins fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    double[] inner = new double[in.getInt()];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = in.getDouble();
    }
    long rows = in.getLong();
    long unusable = in.getLong();
    CalibrationBins state = new CalibrationBins(CalibrationEdges.at(inner), FixedSums.readFrom(in));
    state.rows = rows;
    state.unusable = unusable;
    return state;
  }
}
