package io.rankproof.kernel.propensity;

import io.rankproof.kernel.bootstrap.BootstrapSums;
import io.rankproof.kernel.bootstrap.PoissonWeights;
import io.rankproof.kernel.sum.SumGrid;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sums of terms that are divided by an estimated propensity, kept apart by cohort and by the point
 * of the curve that divides them, with bootstrap replicates by cluster: so that each replicate can
 * divide by propensities of its own. Point 0 is what is known for certain.
 *
 * <p>All terms of a cluster come to one state before {@link #endCluster}; states of other clusters
 * {@link #merge}. Terms are rounded to a grid on which all additions are exact: the result is the
 * same to the last bit for any order and partitioning.
 *
 * <p>Layout of {@link #toBytes}: longs seed; ints replicates, cohorts, bootstrapped cohorts,
 * points, columns; the columns' bounds; for each cohort a byte, 1 where its totals follow; the
 * replicates as {@link BootstrapSums}.
 */
public final class DrawnSums {
  private final long seed;
  private final int replicates;
  private final int cohorts;
  private final int bootstrapped;
  private final int points;
  private final double[] bounds;
  private final SumGrid[] grids;
  private final double[][] totals;
  private final BootstrapSums sums;
  private final double[][] own;
  private final int[] touched;
  private final boolean[] isTouched;
  private int touchedCohorts;

  /**
   * @param seed of the cluster weights
   * @param replicates of the bootstrap
   * @param cohorts number of groups of rows
   * @param bootstrapped of these the first ones have replicates
   * @param points of the curve that are uncertain
   * @param bounds for each column what the magnitudes of all its terms may add up to
   */
  public DrawnSums(
      long seed, int replicates, int cohorts, int bootstrapped, int points, double[] bounds) {
    this(
        seed,
        replicates,
        cohorts,
        bootstrapped,
        points,
        bounds,
        new BootstrapSums(
            seed, replicates, Math.max(1, bootstrapped * (points + 1) * bounds.length)));
  }

  private DrawnSums(
      long seed,
      int replicates,
      int cohorts,
      int bootstrapped,
      int points,
      double[] bounds,
      BootstrapSums sums) {
    this.seed = seed;
    this.replicates = replicates;
    this.cohorts = cohorts;
    this.bootstrapped = bootstrapped;
    this.points = points;
    this.bounds = bounds.clone();
    this.sums = sums;
    grids = new SumGrid[bounds.length];
    Arrays.setAll(
        grids, i -> SumGrid.forTotal(PoissonWeights.MAX_WEIGHT * Math.max(1, bounds[i])));
    totals = new double[cohorts][];
    own = new double[cohorts][];
    touched = new int[cohorts];
    isTouched = new boolean[cohorts];
  }

  /** Adds a term of the open cluster. */
  public void add(int cohort, int point, int column, double term) {
    if (!isTouched[cohort]) {
      touch(cohort);
    }
    own[cohort][point * bounds.length + column] += grids[column].round(term);
  }

  private void touch(int cohort) {
    isTouched[cohort] = true;
    touched[touchedCohorts++] = cohort;
    if (own[cohort] == null) {
      own[cohort] = new double[(points + 1) * bounds.length];
      totals[cohort] = totals[cohort] == null ? new double[own[cohort].length] : totals[cohort];
    }
  }

  /**
   * Ends the open cluster.
   *
   * @param cluster hash of its key, which its weights depend on
   */
  public void endCluster(long cluster) {
    for (int i = 0; i < touchedCohorts; i++) {
      int cohort = touched[i];
      for (int cell = 0; cell < own[cohort].length; cell++) {
        totals[cohort][cell] += own[cohort][cell];
      }
      if (cohort < bootstrapped) {
        replicate(cluster, cohort);
      }
      Arrays.fill(own[cohort], 0);
      isTouched[cohort] = false;
    }
    touchedCohorts = 0;
  }

  private void replicate(long cluster, int cohort) {
    for (int point = 0; point <= points; point++) {
      int from = point * bounds.length;
      boolean any = false;
      for (int column = 0; column < bounds.length; column++) {
        any |= own[cohort][from + column] != 0;
      }
      if (any) {
        sums.add(cluster, cell(cohort, point, 0), own[cohort], from, bounds.length);
      }
    }
  }

  private int cell(int cohort, int point, int column) {
    return (cohort * (points + 1) + point) * bounds.length + column;
  }

  /** Adds the sums of other clusters, of the same shape; returns this. */
  public DrawnSums merge(DrawnSums other) {
    for (int cohort = 0; cohort < cohorts; cohort++) {
      if (other.totals[cohort] != null) {
        if (totals[cohort] == null) {
          totals[cohort] = new double[other.totals[cohort].length];
        }
        for (int cell = 0; cell < totals[cohort].length; cell++) {
          totals[cohort][cell] += other.totals[cohort][cell];
        }
      }
    }
    sums.merge(other.sums);
    return this;
  }

  /** The sum of a column's terms that a point divides. */
  public double total(int cohort, int point, int column) {
    return totals[cohort] == null ? 0 : totals[cohort][point * bounds.length + column];
  }

  /** Whether a cohort has replicates. */
  public boolean isBootstrapped(int cohort) {
    return cohort < bootstrapped;
  }

  /** Number of uncertain points. */
  public int points() {
    return points;
  }

  /**
   * A column's replicates, each with its own propensities.
   *
   * @param inverse by point (of the curve, from 1 on, at index 0) and replicate: what 1 / p is
   *     multiplied by; see {@link PropensityDraws}
   */
  public double[] replicates(int cohort, int column, double[][] inverse) {
    double[] all = sums.replicates(cell(cohort, 0, column));
    for (int point = 1; point <= points; point++) {
      double[] part = sums.replicates(cell(cohort, point, column));
      for (int b = 0; b < replicates; b++) {
        all[b] += inverse[point - 1][b] * part[b];
      }
    }
    return all;
  }

  /** Verifies that no sum has left its grid. */
  public void requireExact() {
    for (int cohort = 0; cohort < bootstrapped; cohort++) {
      for (int point = 0; point <= points; point++) {
        for (int column = 0; column < bounds.length; column++) {
          sums.requireExact(cell(cohort, point, column), grids[column]);
        }
      }
    }
  }

  /** The state as bytes, in the layout of the class comment; no cluster may be open. */
  public byte[] toBytes() {
    byte[] replicated = sums.toBytes();
    int width = (points + 1) * bounds.length;
    int filled = (int) Arrays.stream(totals).filter(t -> t != null).count();
    ByteBuffer out =
        ByteBuffer.allocate(
            Long.BYTES
                + 6 * Integer.BYTES
                + Double.BYTES * (bounds.length + filled * width)
                + cohorts
                + replicated.length);
    out.putLong(seed).putInt(replicates).putInt(cohorts).putInt(bootstrapped).putInt(points);
    out.putInt(bounds.length);
    for (double bound : bounds) {
      out.putDouble(bound);
    }
    for (double[] total : totals) {
      out.put((byte) (total == null ? 0 : 1));
      for (int i = 0; total != null && i < width; i++) {
        out.putDouble(total[i]);
      }
    }
    return out.putInt(replicated.length).put(replicated).array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static DrawnSums fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long seed = in.getLong();
    int replicates = in.getInt();
    int cohorts = in.getInt();
    int bootstrapped = in.getInt();
    int points = in.getInt();
    double[] bounds = new double[in.getInt()];
    Arrays.setAll(bounds, i -> in.getDouble());
    double[][] totals = new double[cohorts][];
    for (int cohort = 0; cohort < cohorts; cohort++) {
      if (in.get() == 1) {
        totals[cohort] = new double[(points + 1) * bounds.length];
        Arrays.setAll(totals[cohort], i -> in.getDouble());
      }
    }
    byte[] replicated = new byte[in.getInt()];
    in.get(replicated);
    DrawnSums read =
        new DrawnSums(
            seed,
            replicates,
            cohorts,
            bootstrapped,
            points,
            bounds,
            BootstrapSums.fromBytes(replicated));
    System.arraycopy(totals, 0, read.totals, 0, cohorts);
    return read;
  }
}
