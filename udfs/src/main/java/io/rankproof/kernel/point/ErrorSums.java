package io.rankproof.kernel.point;

import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;

/**
 * RMSE and MAE of predictions of any scale, as a mergeable state: sqrt(sum w (p - y)^2 / sum w) and
 * sum w |p - y| / sum w.
 *
 * <p>Rows whose prediction is NaN or infinite are left out and counted. w (p - y)^2 must stay below
 * 2^62.
 *
 * <p>Layout of {@link #toBytes}: longs rows, missing, then the sums of weight, weight x squared
 * error, weight x absolute error as {@link FixedSums}.
 */
public final class ErrorSums {
  private static final int WEIGHT = 0;
  private static final int SQUARED = 1;
  private static final int ABSOLUTE = 2;

  private final FixedSums sums;
  private long rows;
  private long missing;

  /** An empty state. */
  public ErrorSums() {
    this(new FixedSums(3));
  }

  private ErrorSums(FixedSums sums) {
    this.sums = sums;
  }

  /** Adds a row with a finite label and a finite weight of at least 0. */
  public void add(double prediction, double label, double weight) {
    rows++;
    if (Double.isFinite(prediction)) {
      double error = prediction - label;
      sums.add(WEIGHT, weight);
      sums.add(SQUARED, weight * error * error);
      sums.add(ABSOLUTE, weight * Math.abs(error));
    } else {
      missing++;
    }
  }

  /** Adds the rows of another state. */
  public void merge(ErrorSums other) {
    sums.merge(other.sums);
    rows += other.rows;
    missing += other.missing;
  }

  /** Root mean squared error; NaN without weight. */
  public double rmse() {
    return Math.sqrt(sums.value(SQUARED) / sums.value(WEIGHT));
  }

  /** Mean absolute error; NaN without weight. */
  public double mae() {
    return sums.value(ABSOLUTE) / sums.value(WEIGHT);
  }

  /** Sum of the weights of rows with a prediction. */
  public double weight() {
    return sums.value(WEIGHT);
  }

  /** Rows added. */
  public long rows() {
    return rows;
  }

  /** Rows left out because the prediction was NaN or infinite. */
  public long missing() {
    return missing;
  }

  /** The state as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(2 * Long.BYTES + sums.byteSize());
    out.putLong(rows).putLong(missing);
    sums.writeTo(out);
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static ErrorSums fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long rows = in.getLong();
    long missing = in.getLong();
    ErrorSums state = new ErrorSums(FixedSums.readFrom(in));
    state.rows = rows;
    state.missing = missing;
    return state;
  }
}
