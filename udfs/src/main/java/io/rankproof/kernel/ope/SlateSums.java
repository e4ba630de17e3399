package io.rankproof.kernel.ope;

import io.rankproof.kernel.stats.ClusterMoments;
import io.rankproof.kernel.stats.EffectiveSize;
import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the {@link SlateEstimator}s need of a log, as a mergeable state: sums over clusters by
 * position, with all their products for delta-method errors that re-normalise.
 *
 * <p>Rows come request by request from the top of the list; requests cluster by cluster. Positions
 * below {@code depth} do not count. A product of ratios beyond {@link RoundSums#LARGEST_WEIGHT}, or
 * a cluster whose sums leave ±2^30, is counted in {@link #beyond}, and the values are then not to
 * be shown.
 *
 * <p>Layout of {@link #toBytes}: int depth, byte predictions, longs requests and beyond, then the
 * sums of squared weights as {@link FixedSums} and each family's {@link ClusterMoments} after its
 * length as an int.
 */
public final class SlateSums {
  private static final double LARGEST_CELL = 0x1p30;
  private static final int RATIOS = 0;
  private static final int PRODUCTS = 1;
  private static final int DOUBLY_ROBUST = 2;

  private final int depth;
  private final boolean predictions;
  private final Family[] families;
  private final FixedSums squares;
  private final double[] squaresOfCluster;
  private long requests;
  private long beyond;
  private long requestsOfCluster;
  private int position;
  private double product;

  /**
   * Sums by position of one kind of weight in the variables (requests; then by position the
   * requests that have it, sum w r, sum w and, doubly robust, the sums of predicted rewards).
   */
  private static final class Family {
    private final double[] cluster;
    private ClusterMoments moments;

    Family(int variables) {
      cluster = new double[variables];
      moments = new ClusterMoments(variables);
    }
  }

  /**
   * Empty sums.
   *
   * @param depth positions that count, from 1 to 20
   * @param predictions whether rows have predictions
   */
  public SlateSums(int depth, boolean predictions) {
    this(depth, predictions, new FixedSums(2 * depth));
  }

  private SlateSums(int depth, boolean predictions, FixedSums squares) {
    if (depth < 1 || depth > 20) {
      throw new IllegalArgumentException("depth is " + depth + ": it must be from 1 to 20");
    }
    this.depth = depth;
    this.predictions = predictions;
    this.families = new Family[predictions ? 3 : 2];
    for (int family = 0; family < families.length; family++) {
      families[family] = new Family(1 + blocks(family) * depth);
    }
    this.squares = squares;
    this.squaresOfCluster = new double[2 * depth];
  }

  private static int blocks(int family) {
    return family == DOUBLY_ROBUST ? 4 : 3;
  }

  /** Begins a request. */
  public void beginRequest(double instance) {
    position = 0;
    product = 1;
    requestsOfCluster++;
    for (Family family : families) {
      family.cluster[0] += instance;
    }
  }

  /**
   * Adds the next row of the request.
   *
   * @param ratio target's over logger's probability of this item here given the items above it
   * @param marginal the same whatever is above it
   * @param prediction Q_k, ignored without predictions, as is {@code expected}
   * @param expected V_k
   */
  public void add(
      double instance,
      double ratio,
      double marginal,
      double reward,
      double prediction,
      double expected) {
    if (position == depth) {
      return;
    }
    double before = product;
    product *= ratio;
    if (!(product <= RoundSums.LARGEST_WEIGHT && marginal <= RoundSums.LARGEST_WEIGHT)) {
      beyond++;
      product = 0;
    } else {
      add(RATIOS, instance, marginal, reward);
      add(PRODUCTS, instance, product, reward);
      if (predictions) {
        add(DOUBLY_ROBUST, instance, product, reward - prediction);
        families[DOUBLY_ROBUST].cluster[at(4, position)] += instance * before * expected;
      }
    }
    position++;
  }

  private void add(int family, double instance, double weight, double reward) {
    double[] sums = families[family].cluster;
    sums[at(1, position)] += instance;
    sums[at(2, position)] += instance * weight * reward;
    sums[at(3, position)] += instance * weight;
    if (family != DOUBLY_ROBUST) {
      squaresOfCluster[family * depth + position] += instance * weight * instance * weight;
    }
  }

  /** The variable of a block (from 1) and a position (from 0). */
  private int at(int block, int k) {
    return 1 + (block - 1) * depth + k;
  }

  /** Ends the cluster. */
  public void endCluster() {
    if (requestsOfCluster == 0) {
      return;
    }
    requests += requestsOfCluster;
    boolean small =
        Arrays.stream(families)
                .flatMapToDouble(f -> Arrays.stream(f.cluster))
                .allMatch(this::isSmall)
            && Arrays.stream(squaresOfCluster).allMatch(x -> x < LARGEST_CELL * LARGEST_CELL);
    if (small) {
      for (Family family : families) {
        family.moments.add(family.cluster);
      }
      for (int i = 0; i < squaresOfCluster.length; i++) {
        squares.add(i, squaresOfCluster[i]);
      }
    } else {
      beyond += requestsOfCluster;
    }
    for (Family family : families) {
      Arrays.fill(family.cluster, 0);
    }
    Arrays.fill(squaresOfCluster, 0);
    requestsOfCluster = 0;
  }

  private boolean isSmall(double value) {
    return Math.abs(value) < LARGEST_CELL;
  }

  /** Adds the clusters of another state of the same shape. */
  public void merge(SlateSums other) {
    for (int family = 0; family < families.length; family++) {
      families[family].moments.merge(other.families[family].moments);
    }
    squares.merge(other.squares);
    requests += other.requests;
    beyond += other.beyond;
  }

  /** Requests added. */
  public long requests() {
    return requests;
  }

  /** Rows left out because a weight or a sum was too large. */
  public long beyond() {
    return beyond;
  }

  /** Whether rows have predictions. */
  public boolean hasPredictions() {
    return predictions;
  }

  /** Positions that some list has, at most the depth. */
  public int positions() {
    int positions = 0;
    while (positions < depth && families[RATIOS].moments.sum(at(1, positions)) > 0) {
      positions++;
    }
    return positions;
  }

  /** (sum w)^2 / sum w^2 at a position, from 1. */
  public double effectiveSize(SlateEstimator estimator, int atPosition) {
    int family = estimator.isCascade() ? PRODUCTS : RATIOS;
    return EffectiveSize.of(
        families[family].moments.sum(at(3, atPosition - 1)),
        squares.value(family * depth + atPosition - 1));
  }

  /**
   * Mean weight at a position, from 1, with its cluster-robust error; 1 in expectation where the
   * logger covers the target.
   */
  public Estimate meanWeight(SlateEstimator estimator, int atPosition) {
    return families[estimator.isCascade() ? PRODUCTS : RATIOS]
        .moments
        .ratio(at(3, atPosition - 1), at(1, atPosition - 1))
        .estimate();
  }

  /**
   * The mean over requests of the reward of the target's list, with its cluster-robust error by the
   * delta method; NaN where a normalised estimator has a position without weight.
   */
  public Estimate value(SlateEstimator estimator) {
    if (estimator.needsPredictions() && !predictions) {
      throw new IllegalArgumentException(estimator.label() + " needs predictions of the reward");
    }
    int family =
        estimator.needsPredictions() ? DOUBLY_ROBUST : estimator.isCascade() ? PRODUCTS : RATIOS;
    ClusterMoments moments = families[family].moments;
    double[] gradient = new double[1 + blocks(family) * depth];
    double n = moments.sum(0);
    double value = 0;
    for (int k = 0; k < positions(); k++) {
      value +=
          estimator.isNormalised()
              ? normalised(moments, gradient, k, at(2, k), at(3, k), n)
              : plain(moments, gradient, at(2, k), n);
      if (family == DOUBLY_ROBUST) {
        // the weight of V_k is that of the position above; above the first one it is 1
        value +=
            estimator.isNormalised() && k > 0
                ? normalised(moments, gradient, k - 1, at(4, k), at(3, k - 1), n)
                : plain(moments, gradient, at(4, k), n);
      }
    }
    return new Estimate(value, standardError(moments, gradient), moments.clusters());
  }

  private static double plain(ClusterMoments moments, double[] gradient, int sum, double n) {
    double value = moments.sum(sum) / n;
    gradient[sum] += 1 / n;
    gradient[0] -= value / n;
    return value;
  }

  /** (requests with k / n) x sum w r / sum w. */
  private double normalised(
      ClusterMoments moments, double[] gradient, int k, int sum, int weight, double n) {
    double having = moments.sum(at(1, k));
    double weights = moments.sum(weight);
    double mean = weights == 0 ? Double.NaN : moments.sum(sum) / weights;
    double value = having / n * mean;
    gradient[sum] += having / (n * weights);
    gradient[weight] -= value / weights;
    gradient[at(1, k)] += mean / n;
    gradient[0] -= value / n;
    return value;
  }

  private static double standardError(ClusterMoments moments, double[] gradient) {
    double squares = 0;
    for (int i = 0; i < gradient.length; i++) {
      for (int j = 0; j < gradient.length; j++) {
        if (gradient[i] != 0 && gradient[j] != 0) {
          squares += gradient[i] * gradient[j] * moments.sumOfProducts(i, j);
        }
      }
    }
    double clusters = moments.clusters();
    return clusters > 1 ? Math.sqrt(Math.max(squares, 0) * clusters / (clusters - 1)) : Double.NaN;
  }

  /** The state as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    byte[][] parts = Arrays.stream(families).map(f -> f.moments.toBytes()).toArray(byte[][]::new);
    int size = Integer.BYTES + 1 + 2 * Long.BYTES + squares.byteSize();
    size += Arrays.stream(parts).mapToInt(part -> Integer.BYTES + part.length).sum();
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putInt(depth).put((byte) (predictions ? 1 : 0)).putLong(requests).putLong(beyond);
    squares.writeTo(out);
    for (byte[] part : parts) {
      out.putInt(part.length).put(part);
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static SlateSums fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int depth = in.getInt();
    boolean predictions = in.get() == 1;
    long requests = in.getLong();
    long beyond = in.getLong();
    SlateSums state = new SlateSums(depth, predictions, FixedSums.readFrom(in));
    state.requests = requests;
    state.beyond = beyond;
    for (Family family : state.families) {
      byte[] part = new byte[in.getInt()];
      in.get(part);
      family.moments = ClusterMoments.fromBytes(part);
    }
    return state;
  }
}
