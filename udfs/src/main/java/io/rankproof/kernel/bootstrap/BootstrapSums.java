package io.rankproof.kernel.bootstrap;

import io.rankproof.kernel.sum.SumGrid;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Replicate sums of many cells: R[c][b] = sum over clusters u of w(u, b) x S[u][c], with Poisson(1)
 * weights w from {@link PoissonWeights}.
 *
 * <p>A cell is one number to be summed (a metric's numerator or denominator, for a slice and a
 * model). The sums are linear and the weight depends on the cluster's key alone, so the vector of a
 * cluster may be added in parts, in any order, on any partition; partial sums {@link #merge}. When
 * every value was rounded to a {@link SumGrid} made for {@link PoissonWeights#MAX_WEIGHT} times the
 * sum of magnitudes, all additions are exact and the result is the same to the last bit for every
 * order and partitioning; {@link #requireExact} verifies that the sums stayed within the grid.
 *
 * <p>Adding vectors cell block by cell block keeps the rows in cache; consecutive calls for one
 * cluster draw its weights once. A row of {@code replicates} doubles is allocated when its cell is
 * first touched. Not thread-safe.
 *
 * <p>Layout of {@link #toBytes}: long seed, int replicates, int cells, int touched cells, then for
 * each touched cell in order: int cell, double total, {@code replicates} doubles.
 */
public final class BootstrapSums {
  private final long seed;
  private final int replicates;
  private final PoissonWeights weights;
  private final double[] totals;
  private final double[][] rows;
  private final PendingClusters pending = new PendingClusters();
  private final double[][] drawn;

  /**
   * Creates empty sums.
   *
   * @param seed of the replicate weights
   * @param replicates number of bootstrap replicates, at least 1
   * @param cells number of cells, at least 1
   */
  public BootstrapSums(long seed, int replicates, int cells) {
    if (replicates < 1 || cells < 1) {
      throw new IllegalArgumentException(
          "replicates = " + replicates + ", cells = " + cells + ": both must be at least 1");
    }
    this.seed = seed;
    this.replicates = replicates;
    this.weights = new PoissonWeights(seed);
    this.totals = new double[cells];
    this.rows = new double[cells][];
    this.drawn = new double[PendingClusters.MOST][(replicates + 3) & -4];
  }

  /** The number of replicates. */
  public int replicates() {
    return replicates;
  }

  /** The number of cells. */
  public int cells() {
    return totals.length;
  }

  /** Adds a cluster's values for all cells. */
  public void add(long cluster, double[] values) {
    add(cluster, 0, values, 0, values.length);
  }

  /**
   * Adds a cluster's values for consecutive cells.
   *
   * @param cluster hash of the cluster's key
   * @param firstCell the cell of the first value
   * @param values on the grid; copied before the call returns
   * @param from index of the first value in {@code values}
   * @param length number of values
   */
  public void add(long cluster, int firstCell, double[] values, int from, int length) {
    for (int i = 0; i < length; i++) {
      totals[firstCell + i] += values[from + i];
    }
    if (pending.isFullFor(cluster)) {
      flush();
    }
    pending.add(cluster, firstCell, values, from, length);
  }

  private void flush() {
    for (int entry = 0; entry < pending.entryCount(); entry++) {
      allocateRows(pending.firstCell(entry), pending.length(entry));
    }
    for (int i = 0; i < pending.clusterCount(); i++) {
      weights.fill(pending.cluster(i), 0, replicates, drawn[i]);
    }
    addEntries();
    pending.clear();
  }

  private void allocateRows(int firstCell, int length) {
    for (int cell = firstCell; cell < firstCell + length; cell++) {
      if (rows[cell] == null) {
        rows[cell] = new double[replicates];
      }
    }
  }

  private void addEntries() {
    int entry = 0;
    while (entry < pending.entryCount()) {
      if (pending.fourAlike(entry)) {
        addFour(entry);
        entry += 4;
      } else {
        addOne(entry);
        entry++;
      }
    }
  }

  private void addOne(int entry) {
    double[] w = drawn[pending.owner(entry)];
    for (int i = 0; i < pending.length(entry); i++) {
      double value = pending.value(entry, i);
      if (value != 0) {
        addScaled(rows[pending.firstCell(entry) + i], w, value);
      }
    }
  }

  private void addFour(int entry) {
    double[] w0 = drawn[pending.owner(entry)];
    double[] w1 = drawn[pending.owner(entry + 1)];
    double[] w2 = drawn[pending.owner(entry + 2)];
    double[] w3 = drawn[pending.owner(entry + 3)];
    for (int i = 0; i < pending.length(entry); i++) {
      double v0 = pending.value(entry, i);
      double v1 = pending.value(entry + 1, i);
      double v2 = pending.value(entry + 2, i);
      double v3 = pending.value(entry + 3, i);
      if (v0 != 0 || v1 != 0 || v2 != 0 || v3 != 0) {
        double[] row = rows[pending.firstCell(entry) + i];
        addScaled(row, w0, v0, w1, v1, w2, v2, w3, v3);
      }
    }
  }

  private static void addScaled(double[] row, double[] w, double value) {
    for (int b = 0; b < row.length; b++) {
      row[b] += w[b] * value;
    }
  }

  private static void addScaled(
      double[] row,
      double[] w0,
      double v0,
      double[] w1,
      double v1,
      double[] w2,
      double v2,
      double[] w3,
      double v3) {
    for (int b = 0; b < row.length; b++) {
      row[b] += (w0[b] * v0 + w1[b] * v1) + (w2[b] * v2 + w3[b] * v3);
    }
  }

  /** Adds the sums of another partition, which must have the same seed, replicates and cells. */
  public void merge(BootstrapSums other) {
    requireSameShape(other);
    flush();
    other.flush();
    for (int cell = 0; cell < totals.length; cell++) {
      totals[cell] += other.totals[cell];
      mergeRow(cell, other.rows[cell]);
    }
  }

  private void mergeRow(int cell, double[] other) {
    if (other == null) {
      return;
    }
    allocateRows(cell, 1);
    double[] row = rows[cell];
    for (int b = 0; b < replicates; b++) {
      row[b] += other[b];
    }
  }

  private void requireSameShape(BootstrapSums other) {
    if (other.seed != seed || other.replicates != replicates || other.cells() != cells()) {
      throw new IllegalArgumentException(
          "cannot merge bootstrap sums of " + other.shape() + " into those of " + shape());
    }
  }

  private String shape() {
    return "(seed " + seed + ", " + replicates + " replicates, " + cells() + " cells)";
  }

  /** The plain sum of a cell (every weight 1). */
  public double total(int cell) {
    return totals[cell];
  }

  /** The replicate sums of a cell, a copy. */
  public double[] replicates(int cell) {
    flush();
    return rows[cell] == null ? new double[replicates] : rows[cell].clone();
  }

  /** Replicates of a ratio of two cells, renormalised within each: NaN where the divisor is 0. */
  public double[] ratio(int numerator, int denominator) {
    double[] ratio = replicates(numerator);
    double[] divisor = replicates(denominator);
    for (int b = 0; b < replicates; b++) {
      ratio[b] = divisor[b] == 0 ? Double.NaN : ratio[b] / divisor[b];
    }
    return ratio;
  }

  /**
   * Checks that every sum of a cell is an exact value of its grid.
   *
   * @throws ArithmeticException if one is beyond the grid's limit or off the grid
   */
  public void requireExact(int cell, SumGrid grid) {
    flush();
    boolean exact = grid.holds(totals[cell]);
    for (int b = 0; exact && rows[cell] != null && b < replicates; b++) {
      exact = grid.holds(rows[cell][b]);
    }
    if (!exact) {
      throw new ArithmeticException(
          "bootstrap cell " + cell + " left its grid " + grid + ": choose it for a larger total");
    }
  }

  /** The sums as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    flush();
    int touched = (int) Arrays.stream(rows).filter(row -> row != null).count();
    int size = 20 + touched * (Integer.BYTES + Double.BYTES * (1 + replicates));
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putLong(seed).putInt(replicates).putInt(cells()).putInt(touched);
    for (int cell = 0; cell < rows.length; cell++) {
      if (rows[cell] != null) {
        writeRow(out, cell);
      }
    }
    return out.array();
  }

  private void writeRow(ByteBuffer out, int cell) {
    out.putInt(cell).putDouble(totals[cell]);
    for (double sum : rows[cell]) {
      out.putDouble(sum);
    }
  }

  /** Reads what {@link #toBytes} wrote. */
  public static BootstrapSums fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    BootstrapSums sums = new BootstrapSums(in.getLong(), in.getInt(), in.getInt());
    int touched = in.getInt();
    for (int i = 0; i < touched; i++) {
      sums.readRow(in);
    }
    return sums;
  }

  private void readRow(ByteBuffer in) {
    int cell = in.getInt();
    totals[cell] = in.getDouble();
    allocateRows(cell, 1);
    for (int b = 0; b < replicates; b++) {
      rows[cell][b] = in.getDouble();
    }
  }
}
