package io.rankproof.kernel.propensity;

import io.rankproof.kernel.stats.Interval;
import io.rankproof.kernel.stats.Quantiles;
import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Trust bias from traffic shown in random order, as a mergeable state. A click at position k has
 * probability alpha_k r_j + beta_k: users also click what they trust the ranking in (Agarwal, Wang,
 * Li, Bendersky, Najork, "Addressing Trust Bias for Unbiased Learning-to-Rank", WWW 2019; affine
 * form: Vardasbi, Oosterhuis, de Rijke, CIKM 2020). Relevance has no scale of its own: alpha_1 = 1
 * and beta_1 = 0 define it as the click rate at position 1.
 *
 * <p>Method of moments over the keys with at least two impressions at 1 and one at k, weighted by w
 * = n_1 n_k / (n_1 + n_k); y is a key's click rate, means are weighted:
 *
 * <pre>
 *   alpha_k = (mean(y_k y_1) - mean(y_k) mean(y_1)) / (mean(c_1 (c_1 - 1) / (n_1 (n_1 - 1))) - mean(y_1)^2)
 *   beta_k  = mean(y_k) - alpha_k mean(y_1)
 * </pre>
 *
 * c (c - 1) / (n (n - 1)) has the expectation r^2: the noise of y_1 does not flatten the slope.
 * Errors are the jackknife's over blocks of keys.
 */
public final class TrustSums {
  /** Blocks of keys, left out in turn. */
  static final int BLOCKS = 20;

  private static final int SUMS = 5;

  private final int deepest;
  private final FixedSums sums;
  private final long[] keys;
  private final KeyTotals key;

  /**
   * @param deepest deepest position
   */
  public TrustSums(int deepest) {
    this(deepest, new FixedSums(SUMS * BLOCKS * deepest), new long[BLOCKS * deepest]);
  }

  private TrustSums(int deepest, FixedSums sums, long[] keys) {
    this.deepest = deepest;
    this.sums = sums;
    this.keys = keys;
    this.key = new KeyTotals(deepest);
  }

  /**
   * Adds a key with its cells of random traffic.
   *
   * @param hash of the key: its block is the remainder by {@link #BLOCKS}
   */
  public void add(long hash, KeyCells cells) {
    key.set(cells);
    if (key.shown(1) < 2) {
      return;
    }
    int block = (int) Long.remainderUnsigned(hash, BLOCKS);
    for (int i = 1; i < key.positions(); i++) {
      add(block, key.position(i));
    }
  }

  private void add(int block, int position) {
    double n1 = key.shown(1);
    double c1 = key.clicks(1);
    double n = key.shown(position);
    double rate1 = c1 / n1;
    double rate = key.clicks(position) / n;
    double weight = n * n1 / (n + n1);
    int slot = block * deepest + position - 1;
    keys[slot]++;
    sums.add(SUMS * slot, weight);
    sums.add(SUMS * slot + 1, weight * rate);
    sums.add(SUMS * slot + 2, weight * rate1);
    sums.add(SUMS * slot + 3, weight * rate * rate1);
    sums.add(SUMS * slot + 4, weight * rate1 * (c1 - 1) / (n1 - 1));
  }

  /** Adds the keys of another state of the same shape, which must be other keys. */
  public void merge(TrustSums other) {
    sums.merge(other.sums);
    Arrays.setAll(keys, i -> keys[i] + other.keys[i]);
  }

  /**
   * A position's trust bias.
   *
   * @param keys compared
   * @param alpha slope against position 1; NaN where keys do not differ enough to tell
   * @param alphaSpread its error
   * @param beta offset
   * @param betaSpread its error
   */
  public record Trust(
      int position, long keys, double alpha, Spread alphaSpread, double beta, Spread betaSpread) {

    /** Student's interval of alpha. */
    public Interval alphaInterval(double level) {
      return interval(alpha, alphaSpread, level);
    }

    /** Student's interval of beta. */
    public Interval betaInterval(double level) {
      return interval(beta, betaSpread, level);
    }

    private static Interval interval(double value, Spread spread, double level) {
      double quantile = Quantiles.twoSidedStudent(level, spread.degrees());
      return Interval.around(value, spread.error(), quantile);
    }
  }

  /** The trust bias of a position other than the first. */
  public Trust at(int position) {
    double[][] blocks = new double[BLOCKS][SUMS];
    double[] all = new double[SUMS];
    int units = 0;
    long compared = 0;
    for (int block = 0; block < BLOCKS; block++) {
      int slot = block * deepest + position - 1;
      if (keys[slot] > 0) {
        for (int i = 0; i < SUMS; i++) {
          blocks[units][i] = sums.value(SUMS * slot + i);
          all[i] += blocks[units][i];
        }
        units++;
        compared += keys[slot];
      }
    }
    double[] alphas = new double[units];
    double[] betas = new double[units];
    for (int unit = 0; unit < units; unit++) {
      double[] left = all.clone();
      for (int i = 0; i < SUMS; i++) {
        left[i] -= blocks[unit][i];
      }
      alphas[unit] = alpha(left);
      betas[unit] = beta(left);
    }
    return new Trust(
        position,
        compared,
        alpha(all),
        Spread.jackknife(alphas),
        beta(all),
        Spread.jackknife(betas));
  }

  private static double alpha(double[] sums) {
    double w = sums[0];
    double spread = sums[4] / w - sums[2] / w * sums[2] / w;
    return spread > 0 ? (sums[3] / w - sums[1] / w * sums[2] / w) / spread : Double.NaN;
  }

  private static double beta(double[] sums) {
    return (sums[1] - alpha(sums) * sums[2]) / sums[0];
  }

  /** The state as bytes: deepest position, keys by block and position, then the sums. */
  public byte[] toBytes() {
    ByteBuffer out =
        ByteBuffer.allocate(Integer.BYTES + Long.BYTES * keys.length + sums.byteSize());
    out.putInt(deepest);
    for (long n : keys) {
      out.putLong(n);
    }
    sums.writeTo(out);
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static TrustSums fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int deepest = in.getInt();
    long[] keys = new long[BLOCKS * deepest];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = in.getLong();
    }
    return new TrustSums(deepest, FixedSums.readFrom(in), keys);
  }
}
