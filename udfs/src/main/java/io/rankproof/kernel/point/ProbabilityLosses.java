package io.rankproof.kernel.point;

import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;

/**
 * Log loss, normalised entropy and Brier score of predicted probabilities, as a mergeable state.
 *
 * <p>Both losses are linear in the label y: log loss -(y ln p + (1 - y) ln(1 - p)), Brier y (1 -
 * p)^2 + (1 - y) p^2. For y in {0, 1} these are the usual ones; with y = click / propensity they
 * are the position-debiased ones, whose single terms may be negative. Normalised entropy divides
 * log loss by the entropy of the mean label (He et al. 2014): below 1 is better than predicting the
 * mean.
 *
 * <p>Log loss needs p away from 0 and 1: it is clipped to [clip, 1 - clip] there, and clipped rows
 * are counted. A prediction that is missing (NaN) or outside [0, 1] has no loss: the row is left
 * out and counted.
 *
 * <p>Layout of {@link #toBytes}: double clip, longs rows, missing, outside, clipped, then the sums
 * of weight, weight x label, weight x log loss, weight x Brier as {@link FixedSums}.
 */
public final class ProbabilityLosses {
  /** Where log loss clips by default. */
  public static final double DEFAULT_CLIP = 1e-15;

  private static final int WEIGHT = 0;
  private static final int LABEL = 1;
  private static final int LOG_LOSS = 2;
  private static final int BRIER = 3;

  private final double clip;
  private final FixedSums sums;
  private long rows;
  private long missing;
  private long outside;
  private long clipped;

  /** An empty state that clips at {@link #DEFAULT_CLIP}. */
  public ProbabilityLosses() {
    this(DEFAULT_CLIP);
  }

  /** An empty state that clips at {@code clip}, in (0, 0.5). */
  public ProbabilityLosses(double clip) {
    this(clip, new FixedSums(4));
  }

  private ProbabilityLosses(double clip, FixedSums sums) {
    if (!(clip >= 1e-16 && clip < 0.5)) {
      throw new IllegalArgumentException("clip is " + clip + ": allowed are 1e-16 to below 0.5");
    }
    this.clip = clip;
    this.sums = sums;
  }

  /**
   * Adds a row.
   *
   * @param probability predicted, in [0, 1]
   * @param label 0 or 1, or click / propensity; finite
   * @param weight finite and at least 0
   */
  public void add(double probability, double label, double weight) {
    rows++;
    if (Double.isNaN(probability)) {
      missing++;
    } else if (probability < 0 || probability > 1) {
      outside++;
    } else {
      addLosses(probability, label, weight);
    }
  }

  private void addLosses(double probability, double label, double weight) {
    double inner = Math.min(Math.max(probability, clip), 1 - clip);
    clipped += inner == probability ? 0 : 1;
    double logLoss = -(label * Math.log(inner) + (1 - label) * Math.log1p(-inner));
    double miss = 1 - probability;
    double brier = label * miss * miss + (1 - label) * probability * probability;
    sums.add(WEIGHT, weight);
    sums.add(LABEL, weight * label);
    sums.add(LOG_LOSS, weight * logLoss);
    sums.add(BRIER, weight * brier);
  }

  /** Adds the rows of another state, which must clip at the same place. */
  public void merge(ProbabilityLosses other) {
    if (other.clip != clip) {
      throw new IllegalArgumentException(
          "cannot merge losses clipped at " + other.clip + " into those clipped at " + clip);
    }
    sums.merge(other.sums);
    rows += other.rows;
    missing += other.missing;
    outside += other.outside;
    clipped += other.clipped;
  }

  /** Mean log loss, in nats; NaN without weight. */
  public double logLoss() {
    return mean(LOG_LOSS);
  }

  /** Log loss over the entropy of the mean label; NaN when the mean label is not inside (0, 1). */
  public double normalisedEntropy() {
    double rate = meanLabel();
    return rate > 0 && rate < 1
        ? logLoss() / -(rate * Math.log(rate) + (1 - rate) * Math.log1p(-rate))
        : Double.NaN;
  }

  /** Mean Brier score; NaN without weight. */
  public double brier() {
    return mean(BRIER);
  }

  /** Mean label; NaN without weight. */
  public double meanLabel() {
    return mean(LABEL);
  }

  private double mean(int sum) {
    return sums.value(sum) / sums.value(WEIGHT);
  }

  /** Sum of the weights of rows with a loss. */
  public double weight() {
    return sums.value(WEIGHT);
  }

  /** Rows added. */
  public long rows() {
    return rows;
  }

  /** Rows left out because the prediction was NaN. */
  public long missing() {
    return missing;
  }

  /** Rows left out because the prediction was outside [0, 1]. */
  public long outside() {
    return outside;
  }

  /** Rows whose log loss was clipped. */
  public long clipped() {
    return clipped;
  }

  /** The state as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(5 * Long.BYTES + sums.byteSize());
    out.putDouble(clip).putLong(rows).putLong(missing).putLong(outside).putLong(clipped);
    sums.writeTo(out);
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static ProbabilityLosses fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    double clip = in.getDouble();
    long[] counts = {in.getLong(), in.getLong(), in.getLong(), in.getLong()};
    ProbabilityLosses state = new ProbabilityLosses(clip, FixedSums.readFrom(in));
    state.rows = counts[0];
    state.missing = counts[1];
    state.outside = counts[2];
    state.clipped = counts[3];
    return state;
  }
}
