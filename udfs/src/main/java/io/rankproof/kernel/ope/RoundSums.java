package io.rankproof.kernel.ope;

import io.rankproof.kernel.stats.EffectiveSize;
import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * All that the estimators of a target need of a log, for a grid of bounds, as a mergeable state:
 * sums over clusters of their {@link RoundCells} and of the products that delta-method errors take.
 *
 * <p>Rounds come cluster by cluster ({@link #add}, then {@link #endCluster}), the rounds of a
 * cluster complete and in an order of their own. Clusters may come in any order and partitioning:
 * sums over them are exact ({@link FixedSums}), so the result has the same bits.
 *
 * <p>A weight above {@link #LARGEST_WEIGHT}, or a cluster whose sums leave ±2^30, is left out and
 * counted in {@link #beyond}: estimates that use weights are then not to be shown. A round without
 * instance weight adds nothing, whatever its weight.
 *
 * <p>Layout of {@link #toBytes}: int bounds, the bounds, byte predictions, double cap, six longs
 * (rounds, clusters, all clusters, beyond, negative, others), three doubles (largest weight,
 * smallest and largest propensity), byte deterministic, then the sums as {@link FixedSums}.
 */
public final class RoundSums implements RoundSink {
  /** Larger importance weights are not summed. */
  public static final double LARGEST_WEIGHT = 0x1p26;

  private static final double LARGEST_SQUARE = 0x1p60;
  private static final int FIXED = RoundCells.FIXED;
  private static final int PRODUCTS = FIXED * (FIXED + 1) / 2;
  private static final int SQUARES = FIXED + PRODUCTS;
  private static final int GRID = SQUARES + 1;
  private static final int PER_CELL = 5;
  private static final int[] PARTNERS = {-1, RoundCells.N, RoundCells.OTHER_N, RoundCells.OTHER_Y};

  private final double[] bounds;
  private final boolean predictions;
  private final double cap;
  private final RoundCells cells;
  private final FixedSums sums;
  private long rounds;
  private long clusters;
  private long allClusters;
  private long beyond;
  private long negative;
  private long others;
  private double largest;
  private double leastPropensity = Double.POSITIVE_INFINITY;
  private double mostPropensity;
  private boolean deterministic = true;

  /**
   * Empty sums.
   *
   * @param bounds of weights, ascending, each at least 1; at least one
   * @param predictions whether rounds have a reward model's predictions
   * @param cap largest value a cluster's sum of min(w, b) r is let have for the empirical-Bernstein
   *     bound, known without the data; NaN: there is none
   */
  public RoundSums(double[] bounds, boolean predictions, double cap) {
    this(
        bounds,
        predictions,
        cap,
        new FixedSums(
            GRID
                + PER_CELL * RoundCells.functions(predictions) * bounds.length
                + 2 * bounds.length));
  }

  private RoundSums(double[] bounds, boolean predictions, double cap, FixedSums sums) {
    for (int b = 0; b < bounds.length; b++) {
      if (!(bounds[b] >= (b == 0 ? 1 : bounds[b - 1]) && bounds[b] <= LARGEST_WEIGHT)) {
        throw new IllegalArgumentException(
            "bounds are "
                + Arrays.toString(bounds)
                + ": they must ascend from 1 or more to at most 2^26");
      }
    }
    this.bounds = bounds.clone();
    this.predictions = predictions;
    this.cap = cap;
    this.cells = new RoundCells(bounds, predictions);
    this.sums = sums;
  }

  @Override
  public void add(
      double instance,
      double target,
      double propensity,
      double reward,
      double prediction,
      double expected) {
    // the logger's share may be 0 where none of its rows has instance weight
    double weight = instance == 0 ? 0 : target / propensity;
    if (!(weight <= LARGEST_WEIGHT)) {
      beyond++;
      weight = 0;
    }
    largest = Math.max(largest, instance * weight);
    leastPropensity = Math.min(leastPropensity, propensity);
    mostPropensity = Math.max(mostPropensity, propensity);
    deterministic &= target == 0 || target == 1;
    negative += reward < 0 ? 1 : 0;
    cells.add(instance, weight, reward, prediction, expected);
  }

  @Override
  public void addOther(double instance, double reward) {
    others++;
    cells.addOther(instance, reward);
  }

  @Override
  public void addInfluence(double onWeightedReward, double onWeight) {
    cells.addInfluence(onWeightedReward, onWeight);
  }

  @Override
  public void endCluster(long cluster) {
    endCluster();
  }

  /** Ends the cluster whose rounds were added since the last end: these sums need no key. */
  public void endCluster() {
    if (cells.isEmpty()) {
      return;
    }
    double[] values = cells.end();
    if (cells.isSmall()) {
      addCluster(values);
    } else {
      beyond += Math.max(cells.rounds(), 1);
    }
    rounds += cells.rounds();
    cells.clear();
  }

  private void addCluster(double[] values) {
    allClusters++;
    clusters += cells.rounds() > 0 ? 1 : 0;
    int product = FIXED;
    for (int i = 0; i < FIXED; i++) {
      add(i, values[i]);
      for (int j = i; j < FIXED; j++) {
        add(product++, values[i] * values[j]);
      }
    }
    add(SQUARES, Math.min(cells.sumOfSquares(), LARGEST_SQUARE));
    for (int cell = FIXED; cell < values.length; cell++) {
      addGrid(cell, values);
    }
    if (!Double.isNaN(cap) && cells.rounds() > 0) {
      addCapped(values);
    }
  }

  private void add(int sum, double term) {
    if (term != 0) {
      sums.add(sum, term);
    }
  }

  private void addGrid(int cell, double[] values) {
    double x = values[cell];
    if (x != 0) {
      int at = grid(cell);
      sums.add(at, x);
      sums.add(at + 1, x * x);
      for (int i = 1; i < PARTNERS.length; i++) {
        add(at + 1 + i, x * values[PARTNERS[i]]);
      }
    }
  }

  private static int grid(int cell) {
    return GRID + PER_CELL * (cell - FIXED);
  }

  private void addCapped(double[] values) {
    for (int b = 0; b < bounds.length; b++) {
      double x = Math.min(values[RoundCells.cell(WeightFunction.CLIPPED, b, bounds.length)], cap);
      add(capped(b), x);
      add(capped(b) + 1, x * x);
    }
  }

  private int capped(int bound) {
    return grid(cells.size()) + 2 * bound;
  }

  /** Adds the clusters of another state, which must be other clusters of the same shape. */
  public void merge(RoundSums other) {
    sums.merge(other.sums);
    rounds += other.rounds;
    clusters += other.clusters;
    allClusters += other.allClusters;
    beyond += other.beyond;
    negative += other.negative;
    others += other.others;
    largest = Math.max(largest, other.largest);
    leastPropensity = Math.min(leastPropensity, other.leastPropensity);
    mostPropensity = Math.max(mostPropensity, other.mostPropensity);
    deterministic &= other.deterministic;
  }

  /** Rounds of the log that the value comes from. */
  public long rounds() {
    return rounds;
  }

  /** Rounds of the log that it is compared with. */
  public long others() {
    return others;
  }

  /** Clusters with such rounds. */
  public long clusters() {
    return clusters;
  }

  /** Clusters with rounds of either log. */
  long allClusters() {
    return allClusters;
  }

  /** Rounds left out because a weight or a sum was too large to add. */
  public long beyond() {
    return beyond;
  }

  /** Rounds with a negative reward. */
  public long negative() {
    return negative;
  }

  /** The largest i w. */
  public double largestWeight() {
    return largest;
  }

  /** (sum i w)^2 / sum (i w)^2 over rounds (Kish 1965). */
  public double effectiveSize() {
    return EffectiveSize.of(sum(RoundCells.W), sums.value(SQUARES));
  }

  /**
   * Whether the logger chose with one probability throughout, and the target always with 0 or 1.
   */
  public boolean isReplayable() {
    return deterministic && mostPropensity <= leastPropensity * (1 + 1e-9);
  }

  /** Whether rounds have predictions. */
  public boolean hasPredictions() {
    return predictions;
  }

  /** The bounds. */
  public double[] bounds() {
    return bounds.clone();
  }

  /** Sum of a fixed cell. */
  double sum(int cell) {
    return sums.value(cell);
  }

  /** Sum of products of two fixed cells. */
  double product(int i, int j) {
    int row = Math.min(i, j);
    int column = Math.max(i, j);
    return sums.value(FIXED + row * FIXED - row * (row - 1) / 2 + column - row);
  }

  /** Sum of a cell of the grid. */
  double gridSum(WeightFunction function, int bound) {
    return sums.value(grid(RoundCells.cell(function, bound, bounds.length)));
  }

  /** Sum of products of a cell of the grid with itself (-1) or with N, OTHER_N or OTHER_Y. */
  double gridProduct(WeightFunction function, int bound, int partner) {
    int at = grid(RoundCells.cell(function, bound, bounds.length)) + 1;
    for (int i = 0; i < PARTNERS.length; i++) {
      if (PARTNERS[i] == partner) {
        return sums.value(at + i);
      }
    }
    throw new IllegalArgumentException("no products with cell " + partner + " are kept");
  }

  /** Sum over clusters of min(cap, sum of min(w, b) r). */
  double cappedSum(int bound) {
    return sums.value(capped(bound));
  }

  /** Sum of the squares of the same. */
  double cappedSquares(int bound) {
    return sums.value(capped(bound) + 1);
  }

  /** The cap; NaN without one. */
  double cap() {
    return cap;
  }

  /** The state as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    int size = Integer.BYTES + Double.BYTES * (bounds.length + 4) + 2 + Long.BYTES * 6;
    ByteBuffer out = ByteBuffer.allocate(size + sums.byteSize());
    out.putInt(bounds.length);
    for (double bound : bounds) {
      out.putDouble(bound);
    }
    out.put((byte) (predictions ? 1 : 0)).putDouble(cap);
    out.putLong(rounds).putLong(clusters).putLong(allClusters);
    out.putLong(beyond).putLong(negative).putLong(others);
    out.putDouble(largest).putDouble(leastPropensity).putDouble(mostPropensity);
    out.put((byte) (deterministic ? 1 : 0));
    sums.writeTo(out);
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static RoundSums fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    double[] bounds = new double[in.getInt()];
    for (int b = 0; b < bounds.length; b++) {
      bounds[b] = in.getDouble();
    }
    boolean predictions = in.get() == 1;
    double cap = in.getDouble();
    long[] counts = new long[6];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.getLong();
    }
    double largest = in.getDouble();
    double least = in.getDouble();
    double most = in.getDouble();
    boolean deterministic = in.get() == 1;
    RoundSums state = new RoundSums(bounds, predictions, cap, FixedSums.readFrom(in));
    state.rounds = counts[0];
    state.clusters = counts[1];
    state.allClusters = counts[2];
    state.beyond = counts[3];
    state.negative = counts[4];
    state.others = counts[5];
    state.largest = largest;
    state.leastPropensity = least;
    state.mostPropensity = most;
    state.deterministic = deterministic;
    return state;
  }
}
