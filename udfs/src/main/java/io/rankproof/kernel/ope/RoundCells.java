package io.rankproof.kernel.ope;

import java.util.Arrays;

/**
 * The sums of one cluster's rounds that all {@link Estimator}s need, for a whole grid of bounds.
 *
 * <p>Clipping and switching need no work per bound: a round adds to the bucket of its weight, and
 * running sums over the buckets give every bound when the cluster ends. The two smooth weights cost
 * a division per round and bound.
 *
 * <p>Cells: {@value #FIXED} that no bound enters, then for each weight function one per bound. A
 * double sum depends on the order of its terms, so the rounds of a cluster must come in an order of
 * their own (by key). Not thread-safe.
 */
final class RoundCells {
  /** Sum of i. */
  static final int N = 0;

  /** Sum of i r: what the log earned itself. */
  static final int Y = 1;

  /** Sum of i w r. */
  static final int A = 2;

  /** Sum of i w. */
  static final int W = 3;

  /** Sum of i v. */
  static final int D = 4;

  /** Sum of i w (r - q). */
  static final int R = 5;

  /** Sum of i r where w > 0. */
  static final int MATCHED_REWARD = 6;

  /** Sum of i where w > 0. */
  static final int MATCHED = 7;

  /** Sum of i of the log that the value is compared with. */
  static final int OTHER_N = 8;

  /** Sum of i r of it. */
  static final int OTHER_Y = 9;

  static final int FIXED = 10;

  private static final double LARGEST = 0x1p30;

  private final double[] bounds;
  private final double[] squares;
  private final double[] less;
  private final boolean predictions;
  private final double[] values;
  private final double[] below;
  private final double[] above;
  private final double[] switched;

  private long rounds;
  private long others;
  private double sumOfSquares;

  /**
   * @param bounds ascending, each at least 1
   * @param predictions whether rounds have predictions of a reward model
   */
  RoundCells(double[] bounds, boolean predictions) {
    this.bounds = bounds.clone();
    this.squares = Arrays.stream(bounds).map(b -> b * b).toArray();
    this.less = Arrays.stream(bounds).map(b -> b - 1).toArray();
    this.predictions = predictions;
    this.values = new double[FIXED + functions(predictions) * bounds.length];
    this.below = new double[bounds.length + 1];
    this.above = new double[bounds.length + 1];
    this.switched = new double[bounds.length + 1];
  }

  /** Number of weight functions in use. */
  static int functions(boolean predictions) {
    return predictions ? 4 : 2;
  }

  /** The cell of a weight function and bound. */
  static int cell(WeightFunction function, int bound, int bounds) {
    return FIXED + function.ordinal() * bounds + bound;
  }

  int size() {
    return values.length;
  }

  /** Adds a round of the log that the target is valued from. */
  void add(double instance, double weight, double reward, double prediction, double expected) {
    double weighted = instance * weight;
    rounds++;
    sumOfSquares += weighted * weighted;
    values[N] += instance;
    values[Y] += instance * reward;
    values[W] += weighted;
    if (predictions) {
      values[D] += instance * expected;
    }
    if (weight > 0) {
      addWeighted(instance, weight, reward, prediction);
    }
  }

  private void addWeighted(double instance, double weight, double reward, double prediction) {
    double gain = instance * reward;
    int bucket = bucket(weight);
    values[MATCHED_REWARD] += gain;
    values[MATCHED] += instance;
    if (reward != 0) {
      values[A] += weight * gain;
      below[bucket] += weight * gain;
      above[bucket] += gain;
      addSubGaussian(weight, weight * gain);
    }
    if (predictions) {
      double residual = instance * weight * (reward - prediction);
      values[R] += residual;
      switched[bucket] += residual;
      addShrunk(weight * weight, residual);
    }
  }

  private int bucket(double weight) {
    int bucket = 0;
    while (bucket < bounds.length && weight > bounds[bucket]) {
      bucket++;
    }
    return bucket;
  }

  private void addSubGaussian(double weight, double term) {
    int first = cell(WeightFunction.SUB_GAUSSIAN, 0, bounds.length);
    for (int b = 0; b < bounds.length; b++) {
      values[first + b] += term * bounds[b] / (less[b] + weight);
    }
  }

  private void addShrunk(double weightSquared, double residual) {
    int first = cell(WeightFunction.SHRUNK, 0, bounds.length);
    for (int b = 0; b < squares.length; b++) {
      values[first + b] += residual * squares[b] / (weightSquared + squares[b]);
    }
  }

  /** Adds a round of the log that the value is compared with. */
  void addOther(double instance, double reward) {
    others++;
    values[OTHER_N] += instance;
    values[OTHER_Y] += instance * reward;
  }

  /** Adds first-order effects on the sums of i w r and i w; see {@link RoundSink}. */
  void addInfluence(double onWeightedReward, double onWeight) {
    others++;
    values[A] += onWeightedReward;
    values[W] += onWeight;
  }

  /** Ends the cluster: its cells, valid until {@link #clear}. */
  double[] end() {
    int clipped = cell(WeightFunction.CLIPPED, 0, bounds.length);
    double over = 0;
    for (int b = bounds.length - 1; b >= 0; b--) {
      over += above[b + 1];
      values[clipped + b] = bounds[b] * over;
    }
    double under = 0;
    double kept = 0;
    for (int b = 0; b < bounds.length; b++) {
      under += below[b];
      kept += switched[b];
      values[clipped + b] += under;
      if (predictions) {
        values[cell(WeightFunction.SWITCHED, b, bounds.length)] = values[D] + kept;
        values[cell(WeightFunction.SHRUNK, b, bounds.length)] += values[D];
      }
    }
    return values;
  }

  /** Whether the cells of an ended cluster are small enough to add. */
  boolean isSmall() {
    for (double value : values) {
      if (!(Math.abs(value) < LARGEST)) {
        return false;
      }
    }
    return true;
  }

  long rounds() {
    return rounds;
  }

  boolean isEmpty() {
    return rounds == 0 && others == 0;
  }

  /** Sum of (i w)^2. */
  double sumOfSquares() {
    return sumOfSquares;
  }

  void clear() {
    Arrays.fill(values, 0);
    Arrays.fill(below, 0);
    Arrays.fill(above, 0);
    Arrays.fill(switched, 0);
    rounds = 0;
    others = 0;
    sumOfSquares = 0;
  }
}
