package io.rankproof.kernel.point;

import java.nio.ByteBuffer;

/**
 * The weight of positives and negatives at every score: the mergeable state behind ROC-AUC, PR-AUC,
 * top-share metrics and thresholds.
 *
 * <p>While there are at most {@code capacity} distinct scores, each has a bin of its own and every
 * metric is exact. Beyond that, bins are the scores that agree in their leading bits (sign,
 * exponent and first mantissa bits), with as many bits as leave at most {@code capacity} bins. That
 * number of bits depends on the set of scores alone, because the count of bins of a part never
 * exceeds that of the whole: so the state is the same for any order and any partitioning (the
 * uniform collapse of UDDSketch, Epicoco et al. 2020, on a grid of float bits). Metrics come with a
 * bound of the error that the binning can cause; a caller who needs a smaller one repeats with a
 * larger capacity.
 *
 * <p>Weights are kept as whole multiples of 2^-weightBits, so that sums are exact in any order; the
 * largest relative rounding of a weight is kept and enters the error bounds. The weight of one bin
 * must stay below 2^(63 - weightBits).
 *
 * <p>Missing scores (NaN, infinite) rank last, all tied, and are counted. Not thread-safe.
 *
 * <p>Layout of {@link #toBytes}: int capacity, int weightBits, int shift, double largest relative
 * rounding, long rows, long missing, long positive rows, long negative rows (of some weight), int
 * bins, then for each bin in ascending order four longs: least key, greatest key, positive units,
 * negative units. Equal states have equal bytes.
 */
public final class ScoreHistogram {
  /** Bins kept by default: 2^17, at most 16 MB. */
  public static final int DEFAULT_CAPACITY = 1 << 17;

  /** Binary digits of a weight behind the point by default: weights are rounded by under 3e-8. */
  public static final int DEFAULT_WEIGHT_BITS = 24;

  private static final int BIN_BYTES = 4 * Long.BYTES;
  private static final int HEADER_BYTES = 4 * Integer.BYTES + 5 * Long.BYTES;

  private final int capacity;
  private final WeightUnits units;
  private ScoreTable table;
  private double weightError;
  private long rows;
  private long missing;
  private long positiveRows;
  private long negativeRows;

  private ScoreHistogram(int capacity, int weightBits, ScoreTable table) {
    if (capacity < 2 || capacity > 1 << 24) {
      throw new IllegalArgumentException(
          "score bins are " + capacity + ": allowed are 2 to " + (1 << 24));
    }
    this.capacity = capacity;
    this.units = new WeightUnits(weightBits);
    this.table = table;
  }

  /** An empty state for rows of weight 1 (or whole weights). */
  public static ScoreHistogram unweighted(int capacity) {
    return weighted(capacity, 0);
  }

  /** An empty state for any weights, rounded to multiples of 2^-weightBits (0 to 52). */
  public static ScoreHistogram weighted(int capacity, int weightBits) {
    return new ScoreHistogram(capacity, weightBits, new ScoreTable(0, 1));
  }

  /** Adds a row of weight 1. */
  public void add(double score, boolean positive) {
    add(score, positive, 1);
  }

  /**
   * Adds a row.
   *
   * @param score higher means more likely positive; NaN and infinite ones count as missing
   * @param positive the label
   * @param weight finite and at least 0; a row of weight 0 is counted but changes nothing else
   */
  public void add(double score, boolean positive, double weight) {
    long unit = units.of(weight);
    weightError = Math.max(weightError, units.relativeError(weight, unit));
    long key = ScoreKey.of(score);
    rows++;
    missing += key == ScoreKey.MISSING ? 1 : 0;
    if (unit > 0) {
      positiveRows += positive ? 1 : 0;
      negativeRows += positive ? 0 : 1;
      addBin(key, key, positive ? unit : 0, positive ? 0 : unit);
    }
  }

  private void addBin(long least, long greatest, long positive, long negative) {
    table.add(least, greatest, positive, negative);
    if (table.size() > capacity) {
      table = table.coarsened(capacity, 0);
    }
  }

  /** Adds the rows of another state, which must have the same capacity and weight bits. */
  public void merge(ScoreHistogram other) {
    requireSameShape(other);
    rows += other.rows;
    missing += other.missing;
    positiveRows += other.positiveRows;
    negativeRows += other.negativeRows;
    weightError = Math.max(weightError, other.weightError);
    if (other.table.shift() > table.shift()) {
      table = table.coarsened(capacity, other.table.shift());
    }
    ScoreTable from = other.table;
    for (long key : from.sortedKeys()) {
      addBin(key, from.greatest(key), from.positives(key), from.negatives(key));
    }
  }

  private void requireSameShape(ScoreHistogram other) {
    if (other.capacity != capacity || other.units.bits() != units.bits()) {
      throw new IllegalArgumentException(
          "cannot merge score histograms of "
              + other.capacity
              + " bins and "
              + other.units.bits()
              + " weight bits into "
              + capacity
              + " and "
              + units.bits());
    }
  }

  /** Rows added, with any weight. */
  public long rows() {
    return rows;
  }

  /** Rows whose score was NaN or infinite. */
  public long missing() {
    return missing;
  }

  /** Positives of a weight above 0. */
  public long positiveRows() {
    return positiveRows;
  }

  /** Negatives of a weight above 0. */
  public long negativeRows() {
    return negativeRows;
  }

  /** The largest relative rounding of a weight. */
  public double weightError() {
    return weightError;
  }

  /** Whether every distinct score still has a bin of its own. */
  public boolean isExact() {
    return table.shift() == 0;
  }

  /** The sorted view from which metrics are computed. */
  public ScoreCurve curve() {
    long[] keys = table.sortedKeys();
    int groups = keys.length;
    long[] greatest = new long[groups];
    double[] positives = new double[groups];
    double[] negatives = new double[groups];
    for (int i = 0; i < groups; i++) {
      long key = keys[i];
      greatest[i] = table.greatest(key);
      positives[i] = units.weight(table.positives(key));
      negatives[i] = units.weight(table.negatives(key));
    }
    return new ScoreCurve(keys, greatest, positives, negatives, weightError, units.bits() == 0);
  }

  /** The state as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + table.size() * BIN_BYTES);
    out.putInt(capacity).putInt(units.bits()).putInt(table.shift());
    out.putDouble(weightError).putLong(rows).putLong(missing);
    out.putLong(positiveRows).putLong(negativeRows).putInt(table.size());
    for (long key : table.sortedKeys()) {
      out.putLong(key).putLong(table.greatest(key));
      out.putLong(table.positives(key)).putLong(table.negatives(key));
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static ScoreHistogram fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int capacity = in.getInt();
    int weightBits = in.getInt();
    int shift = in.getInt();
    ScoreHistogram state = weighted(capacity, weightBits);
    state.weightError = in.getDouble();
    state.rows = in.getLong();
    state.missing = in.getLong();
    state.positiveRows = in.getLong();
    state.negativeRows = in.getLong();
    int bins = in.getInt();
    state.table = new ScoreTable(shift, Math.max(1, bins));
    for (int i = 0; i < bins; i++) {
      state.table.add(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }
    return state;
  }
}
