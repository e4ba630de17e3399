package io.rankproof.kernel.slice;

import io.rankproof.kernel.stats.EffectiveSize;
import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sums over requests by slice and by cluster, as a mergeable state: the ratios in each slice, and
 * their difference from those elsewhere, with cluster-robust errors.
 *
 * <p>A ratio is sum(s) / sum(n) over requests: the mean of a metric, or of the difference of two
 * models, s being the value and n 1, or both 0 where there is none. With the sums s_u, n_u of
 * cluster u in a slice and S_u, N_u over all requests, the variance of the ratio R is G / (G - 1) x
 * sum of ((s_u - R n_u) / sum n)^2 (delta method: Cochran 1977, section 6.4), and that of the
 * contrast R - R' with the requests elsewhere is G / (G - 1) x sum of ((s_u - R n_u) / sum n -
 * (s'_u - R' n'_u) / sum n')^2, with s' = S - s: a user may have requests on both sides. Expanded,
 * it takes products within the slice and between it and all.
 *
 * <p>All requests of a cluster come to one instance, one after the other, ended by {@link
 * #endCluster}. Within a cluster sums are exact, as {@link SliceTerms} rounds what is added; over
 * clusters they are in fixed point: the same bits for any order of requests and clusters. The
 * counts of a cluster must stay below 2^31, as the magnitudes of its values. A slice takes memory
 * once it is touched: 24 bytes for each of 9 sums per ratio (5 where no contrast is asked for).
 *
 * <p>Layout of {@link #toBytes}: ints slices, levels, gains; then for all requests and for each
 * slice an int (0: untouched, else 1), and where it is 1 a long (requests), two longs for each
 * ratio (clusters, and those with requests elsewhere too) and the sums as {@link FixedSums}.
 */
public final class SliceMoments {
  private static final int S = 0;
  private static final int N = 1;
  private static final int SS = 2;
  private static final int SN = 3;
  private static final int NN = 4;
  private static final int WITHIN = 5;
  private static final int S_ALL_S = 5;
  private static final int S_ALL_N = 6;
  private static final int N_ALL_S = 7;
  private static final int N_ALL_N = 8;
  private static final int ACROSS = 9;

  /**
   * What a sum of squares may be off by, relative to the magnitudes that it is made of: each passes
   * fewer than 16 roundings of 2^-53 (of its product, the fixed-point sum, the coefficients and
   * their products, and the additions). Errors of the ratios and of a cluster's sums are the same
   * in all products, and change the squares only in second order.
   */
  private static final double ROUNDING = 0x1p-49;

  /** The square of how many times the error that rounding may hide a value must be to be clear. */
  private static final double CLEAR = 32 * 32;

  private final int slices;
  private final int levels;
  private final int gains;
  private final FixedSums[] sums;
  private final long[] requests;
  private final long[][] clusters;

  /** Of these clusters, those with requests elsewhere as well. */
  private final long[][] both;

  private final int[] places;
  private int[] touched = new int[8];
  private double[][] open = new double[8][];
  private int openSlices;

  /**
   * @param levels ratios, the first ones, whose contrasts are wanted
   * @param gains ratios without contrasts
   */
  public SliceMoments(int slices, int levels, int gains) {
    this.slices = slices;
    this.levels = levels;
    this.gains = gains;
    sums = new FixedSums[slices + 1];
    requests = new long[slices + 1];
    clusters = new long[slices + 1][];
    both = new long[slices + 1][];
    places = new int[slices + 1];
    Arrays.fill(places, -1);
  }

  /** The number of slices. */
  public int slices() {
    return slices;
  }

  /** Ratios with contrasts. */
  public int levels() {
    return levels;
  }

  private int ratios() {
    return levels + gains;
  }

  /**
   * Adds a request to the totals; {@link #add} it to each of its slices as well.
   *
   * @param terms of the request, for each ratio
   */
  public void addToAll(SliceTerms terms) {
    add(slices, terms);
  }

  /** Adds a request to a slice, for the cluster that is open. */
  public void add(int slice, SliceTerms terms) {
    terms.addTo(open(slice));
    requests[slice]++;
  }

  private double[] open(int slice) {
    if (places[slice] < 0) {
      if (openSlices == touched.length) {
        touched = Arrays.copyOf(touched, 2 * openSlices);
        open = Arrays.copyOf(open, 2 * openSlices);
      }
      if (open[openSlices] == null) {
        open[openSlices] = new double[SliceTerms.PARTS * ratios()];
      }
      touched[openSlices] = slice;
      places[slice] = openSlices++;
    }
    return open[places[slice]];
  }

  /** Ends the open cluster. */
  public void endCluster() {
    if (openSlices == 0) {
      return;
    }
    double[] all = open(slices);
    for (int i = 0; i < openSlices; i++) {
      addCluster(touched[i], open[i], all);
    }
    for (int i = 0; i < openSlices; i++) {
      Arrays.fill(open[i], 0);
      places[touched[i]] = -1;
    }
    openSlices = 0;
  }

  private void addCluster(int slice, double[] own, double[] all) {
    touch(slice);
    for (int ratio = 0; ratio < ratios(); ratio++) {
      double s = value(own, ratio);
      double n = count(own, ratio);
      if (n != 0) {
        clusters[slice][ratio]++;
        both[slice][ratio] += count(all, ratio) == n ? 0 : 1;
        addWithin(sums[slice], place(ratio, 0), s, n);
        if (ratio < levels) {
          addAcross(sums[slice], place(ratio, 0), s, n, value(all, ratio), count(all, ratio));
        }
      }
    }
  }

  private static double value(double[] sums, int ratio) {
    int place = SliceTerms.PARTS * ratio;
    return sums[place] + sums[place + SliceTerms.RESIDUAL];
  }

  private static double count(double[] sums, int ratio) {
    return sums[SliceTerms.PARTS * ratio + SliceTerms.COUNT];
  }

  private void touch(int slice) {
    if (sums[slice] == null) {
      sums[slice] = new FixedSums(levels * ACROSS + gains * WITHIN);
      clusters[slice] = new long[ratios()];
      both[slice] = new long[ratios()];
    }
  }

  private int place(int ratio, int sum) {
    int first = ratio < levels ? ratio * ACROSS : levels * ACROSS + (ratio - levels) * WITHIN;
    return first + sum;
  }

  private static void addWithin(FixedSums sums, int place, double s, double n) {
    sums.add(place + N, n);
    sums.add(place + NN, n * n);
    if (s != 0) {
      sums.add(place + S, s);
      sums.add(place + SS, s * s);
      sums.add(place + SN, s * n);
    }
  }

  private static void addAcross(
      FixedSums sums, int place, double s, double n, double allS, double allN) {
    sums.add(place + N_ALL_N, n * allN);
    if (allS != 0) {
      sums.add(place + N_ALL_S, n * allS);
    }
    if (s != 0) {
      sums.add(place + S_ALL_S, s * allS);
      sums.add(place + S_ALL_N, s * allN);
    }
  }

  /** Adds the sums of other clusters; returns this. */
  public SliceMoments merge(SliceMoments other) {
    for (int slice = 0; slice <= slices; slice++) {
      if (other.sums[slice] != null) {
        touch(slice);
        sums[slice].merge(other.sums[slice]);
        requests[slice] += other.requests[slice];
        for (int ratio = 0; ratio < ratios(); ratio++) {
          clusters[slice][ratio] += other.clusters[slice][ratio];
          both[slice][ratio] += other.both[slice][ratio];
        }
      }
    }
    return this;
  }

  /** Requests of a slice, with a value or not. */
  public long requests(int slice) {
    return requests[slice];
  }

  /** Clusters of a slice in which a ratio counts. */
  public long clusters(int slice, int ratio) {
    return clusters[slice] == null ? 0 : clusters[slice][ratio];
  }

  /** The denominator of a ratio in a slice: of a mean, the requests that have a value. */
  public double size(int slice, int ratio) {
    return of(slice, ratio, N);
  }

  /** The denominator elsewhere. */
  public double sizeElsewhere(int slice, int ratio) {
    return size(slices, ratio) - size(slice, ratio);
  }

  /** (sum n)^2 / sum n^2 over the clusters of a slice. */
  public double effectiveClusters(int slice, int ratio) {
    return EffectiveSize.of(of(slice, ratio, N), of(slice, ratio, NN));
  }

  private double of(int slice, int ratio, int sum) {
    return sums[slice] == null ? 0 : sums[slice].value(place(ratio, sum));
  }

  /** The ratio in a slice; without an error where rounding may hide one as large as the ratio. */
  public Estimate within(int slice, int ratio) {
    double n = of(slice, ratio, N);
    double r = of(slice, ratio, S) / n;
    double squares =
        of(slice, ratio, SS) - 2 * r * of(slice, ratio, SN) + r * r * of(slice, ratio, NN);
    return estimate(r, squares / (n * n), norm(slice, ratio, r) / n, clusters(slice, ratio));
  }

  /** The ratio over the requests outside a slice; no error. */
  public double elsewhere(int slice, int ratio) {
    return (of(slices, ratio, S) - of(slice, ratio, S)) / sizeElsewhere(slice, ratio);
  }

  /**
   * The ratio in a slice minus that elsewhere, of the first ratios. The degrees of freedom are
   * those of the side with fewer clusters. Without an error where rounding may hide one as large as
   * the difference.
   */
  public Estimate contrast(int slice, int ratio) {
    double n = of(slice, ratio, N);
    double nElse = sizeElsewhere(slice, ratio);
    double r = of(slice, ratio, S) / n;
    double rElse = elsewhere(slice, ratio);
    double own = form(slice, ratio, r, r);
    double acrossHere = across(slice, ratio, r, rElse);
    double ofAll =
        of(slices, ratio, SS)
            - 2 * rElse * of(slices, ratio, SN)
            + rElse * rElse * of(slices, ratio, NN);
    double outside =
        ofAll - 2 * across(slice, ratio, rElse, rElse) + form(slice, ratio, rElse, rElse);
    double mixed = acrossHere - form(slice, ratio, r, rElse);
    double squares = own / (n * n) + outside / (nElse * nElse) - 2 * mixed / (n * nElse);
    double norm =
        norm(slice, ratio, r) / n
            + (norm(slices, ratio, rElse) + norm(slice, ratio, rElse)) / nElse;
    return estimate(
        r - rElse,
        squares,
        norm,
        Math.min(clusters(slice, ratio), clustersElsewhere(slice, ratio)));
  }

  /** What the root of the sum over clusters of (|s| + |r| n)^2 cannot exceed. */
  private double norm(int slice, int ratio, double r) {
    return Math.sqrt(of(slice, ratio, SS)) + Math.abs(r) * Math.sqrt(of(slice, ratio, NN));
  }

  private long clustersElsewhere(int slice, int ratio) {
    return clusters(slices, ratio) - clusters(slice, ratio) + both[slice][ratio];
  }

  /** The sum over clusters of (s - r n)(s - q n) within the slice. */
  private double form(int slice, int ratio, double r, double q) {
    return of(slice, ratio, SS) - (r + q) * of(slice, ratio, SN) + r * q * of(slice, ratio, NN);
  }

  /** The sum over clusters of (s - r n)(S - q N), S and N being of all the cluster's requests. */
  private double across(int slice, int ratio, double r, double q) {
    return of(slice, ratio, S_ALL_S)
        - q * of(slice, ratio, S_ALL_N)
        - r * of(slice, ratio, N_ALL_S)
        + r * q * of(slice, ratio, N_ALL_N);
  }

  /**
   * A value that is the same in all clusters has a sum of squares of rounding errors alone: the
   * value is clear of the largest error that they may hide, or nothing is known of its error.
   *
   * @param norm bound of the root of what the sum of squares would be without cancellation
   */
  private static Estimate estimate(double value, double squares, double norm, long clusters) {
    double hidden = ROUNDING * norm * norm;
    boolean known = squares > hidden || value * value > CLEAR * hidden;
    double error =
        known && clusters > 1
            ? Math.sqrt(Math.max(0, squares) * clusters / (clusters - 1))
            : Double.NaN;
    return new Estimate(value, error, clusters);
  }

  /** The state as bytes, in the layout of the class comment; no cluster may be open. */
  public byte[] toBytes() {
    int touchedSize =
        Long.BYTES * (1 + 2 * ratios())
            + new FixedSums(levels * ACROSS + gains * WITHIN).byteSize();
    int size = 3 * Integer.BYTES;
    for (FixedSums own : sums) {
      size = Math.addExact(size, Integer.BYTES + (own == null ? 0 : touchedSize));
    }
    ByteBuffer out = ByteBuffer.allocate(size).putInt(slices).putInt(levels).putInt(gains);
    for (int slice = 0; slice <= slices; slice++) {
      out.putInt(sums[slice] == null ? 0 : 1);
      if (sums[slice] != null) {
        out.putLong(requests[slice]);
        for (int ratio = 0; ratio < ratios(); ratio++) {
          out.putLong(clusters[slice][ratio]).putLong(both[slice][ratio]);
        }
        sums[slice].writeTo(out);
      }
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static SliceMoments fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    SliceMoments state = new SliceMoments(in.getInt(), in.getInt(), in.getInt());
    for (int slice = 0; slice <= state.slices; slice++) {
      if (in.getInt() == 1) {
        state.touch(slice);
        state.requests[slice] = in.getLong();
        for (int ratio = 0; ratio < state.ratios(); ratio++) {
          state.clusters[slice][ratio] = in.getLong();
          state.both[slice][ratio] = in.getLong();
        }
        state.sums[slice] = FixedSums.readFrom(in);
      }
    }
    return state;
  }
}
