package io.rankproof.kernel.propensity;

import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Cochran's Q test of the position-based model, as a mergeable state: the ratio p_k / p_1 must be
 * the same in disjoint strata of the context keys. Under a cascade, say, it depends on what stands
 * above and differs from key to key more than chance allows.
 *
 * <p>In stratum s, with harmonic weights over its keys shown at both positions (n, c at k; n', c'
 * at 1; N = n + n'): U_s = sum c n' / N, L_s = sum c' n / N and Greenland and Robins's V_s = sum (n
 * n' (c + c') / N^2 - c c' / N). With rho the pooled ratio sum U / sum L,
 *
 * <pre>
 *   Q = sum_s w_s (U_s / L_s - mean)^2,   w_s = L_s^2 / (rho V_s),   mean = sum w U / L / sum w
 * </pre>
 *
 * is chi-squared with strata - 1 degrees of freedom if the ratio is one (Cochran 1954), impressions
 * being independent given their key. The variance under that hypothesis, not the observed one,
 * makes the test sensitive to keys that differ inside a stratum as well.
 *
 * <p>V_s is itself estimated from clicks, and with few of them its noise makes Q too large. So
 * strata that follow one another are put together until each can expect {@link #LEAST_CLICKS}: many
 * narrow ones where clicks are many, few wide ones where they are not, and no click is left out.
 */
public final class RatioHomogeneity {
  /** Weighted clicks that a stratum must be expected to have at either position. */
  static final double LEAST_CLICKS = 20;

  private static final int SUMS = 3;

  private final int deepest;
  private final int strata;
  private final FixedSums sums;
  private final KeyTotals key;

  /**
   * @param deepest deepest position
   * @param strata number of strata, at least 2
   */
  public RatioHomogeneity(int deepest, int strata) {
    this(deepest, strata, new FixedSums(SUMS * strata * deepest));
  }

  private RatioHomogeneity(int deepest, int strata, FixedSums sums) {
    this.deepest = deepest;
    this.strata = strata;
    this.sums = sums;
    this.key = new KeyTotals(deepest);
  }

  /**
   * Adds a key with all its cells.
   *
   * @param hash of the key: its stratum is the remainder by the number of strata
   */
  public void add(long hash, KeyCells cells) {
    key.set(cells);
    if (key.positions() < 2 || key.position(0) != 1) {
      return;
    }
    int stratum = (int) Long.remainderUnsigned(hash, strata);
    for (int i = 1; i < key.positions(); i++) {
      add(stratum, key.position(i));
    }
  }

  private void add(int stratum, int position) {
    double n = key.shown(position);
    double n1 = key.shown(1);
    double c = key.clicks(position);
    double c1 = key.clicks(1);
    double all = n + n1;
    int at = slot(stratum, position);
    sums.add(at, c * n1 / all);
    sums.add(at + 1, c1 * n / all);
    sums.add(at + 2, (n * n1 * (c + c1) / all - c * c1) / all);
  }

  private int slot(int stratum, int position) {
    return SUMS * (stratum * deepest + position - 1);
  }

  /** Adds the keys of another state of the same shape, which must be other keys. */
  public void merge(RatioHomogeneity other) {
    sums.merge(other.sums);
  }

  /**
   * A test of one ratio.
   *
   * @param position k of the ratio p_k / p_1
   * @param q the statistic; NaN where fewer than two strata can be compared
   * @param degrees of freedom: strata compared - 1
   * @param pValue of the test alone
   */
  public record Test(int position, double q, int degrees, double pValue) {}

  /** The tests of all positions but the first. */
  public Test[] tests() {
    return IntStream.rangeClosed(2, deepest).mapToObj(this::test).toArray(Test[]::new);
  }

  private Test test(int position) {
    Strata compared = compared(position);
    return new Test(position, compared.q(), compared.degrees(), compared.pValue());
  }

  /**
   * The strata, neighbours put together until they have enough clicks; what is left at the end goes
   * to the last one. Which are put together is decided by all their clicks, whatever the position,
   * so that it says nothing about their ratio.
   */
  private Strata compared(int position) {
    double[] all = new double[SUMS];
    for (int s = 0; s < strata; s++) {
      addTo(all, slot(s, position));
    }
    double share = Math.min(all[0], all[1]) / (all[0] + all[1]);
    List<double[]> compared = new ArrayList<>();
    double[] open = new double[SUMS];
    for (int s = 0; s < strata; s++) {
      addTo(open, slot(s, position));
      if (share * (open[0] + open[1]) >= LEAST_CLICKS) {
        compared.add(open);
        open = new double[SUMS];
      }
    }
    if (!compared.isEmpty()) {
      double[] last = compared.get(compared.size() - 1);
      for (int i = 0; i < SUMS; i++) {
        last[i] += open[i];
      }
    }
    return new Strata(compared.toArray(double[][]::new));
  }

  private void addTo(double[] stratum, int slot) {
    for (int i = 0; i < SUMS; i++) {
      stratum[i] += sums.value(slot + i);
    }
  }

  /**
   * Strata that are compared.
   *
   * @param sums U, L and V of each
   */
  private record Strata(double[][] sums) {
    int degrees() {
      return Math.max(0, sums.length - 1);
    }

    double q() {
      if (sums.length < 2) {
        return Double.NaN;
      }
      double pooled =
          Arrays.stream(sums).mapToDouble(s -> s[0]).sum()
              / Arrays.stream(sums).mapToDouble(s -> s[1]).sum();
      double weights = 0;
      double first = 0;
      double second = 0;
      for (double[] s : sums) {
        double ratio = s[0] / s[1];
        double weight = s[1] * s[1] / (pooled * s[2]);
        weights += weight;
        first += weight * ratio;
        second += weight * ratio * ratio;
      }
      return Math.max(0, second - first * first / weights);
    }

    double pValue() {
      double q = q();
      return Double.isNaN(q)
          ? Double.NaN
          : ChiSquaredDistribution.of(degrees()).survivalProbability(q);
    }
  }

  /** The state as bytes: deepest position, strata, then the sums as {@link FixedSums}. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(2 * Integer.BYTES + sums.byteSize());
    out.putInt(deepest).putInt(strata);
    sums.writeTo(out);
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static RatioHomogeneity fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new RatioHomogeneity(in.getInt(), in.getInt(), FixedSums.readFrom(in));
  }
}
