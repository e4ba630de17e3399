package io.rankproof.kernel.ope;

import io.rankproof.kernel.ope.SlateShape.Block;
import io.rankproof.kernel.ope.SlateShape.Term;
import io.rankproof.kernel.stats.ClusterMoments;
import io.rankproof.kernel.stats.EffectiveSize;
import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the {@link SlateEstimator}s need of a log, as a mergeable state: sums over clusters by
 * position, with their products for delta-method errors that re-normalise.
 *
 * <p>Lists come as {@link SlateSink} says. A weight beyond {@link RoundSums#LARGEST_WEIGHT}, or a
 * cluster whose sums leave ±2^30, is counted in {@link #beyond}, and the values are then not to be
 * shown.
 *
 * <p>Layout of {@link #toBytes}: int depth, bytes ratios, products and predictions, longs requests,
 * requests left out and beyond (of ratios, of products), then the sums of squared weights as {@link
 * FixedSums} and each family's {@link ClusterMoments} after its length as an int.
 */
public final class SlateSums implements SlateSink {
  private final SlateShape shape;
  private final SlateCells cells;
  private final List<Family> families;
  private final FixedSums squares;
  private long requests;
  private long leftOut;
  private long ratiosBeyond;
  private long productsBeyond;

  /** The cells of one kind of weight, which no estimator takes with those of another. */
  private static final class Family {
    private final int[] cells;
    private final int[] variables;
    private final double[] vector;
    private ClusterMoments moments;

    Family(SlateShape shape, Block... blocks) {
      cells = new int[1 + blocks.length * shape.depth()];
      variables = new int[shape.cells()];
      int next = 1;
      for (int k = 0; k < shape.depth(); k++) {
        for (Block block : blocks) {
          cells[next] = shape.cell(block, k);
          variables[cells[next]] = next;
          next++;
        }
      }
      vector = new double[next];
      moments = new ClusterMoments(next);
    }

    void add(double[] values) {
      for (int i = 0; i < cells.length; i++) {
        vector[i] = values[cells[i]];
      }
      moments.add(vector);
    }

    double sum(int cell) {
      return moments.sum(variables[cell]);
    }

    double sumOfSquares(int cell) {
      return moments.sumOfProducts(variables[cell], variables[cell]);
    }

    boolean has(int cell) {
      return cell == SlateShape.REQUESTS || variables[cell] > 0;
    }
  }

  /** Empty sums. */
  public SlateSums(SlateShape shape) {
    this(shape, new FixedSums(2 * shape.depth()));
  }

  private SlateSums(SlateShape shape, FixedSums squares) {
    this.shape = shape;
    this.cells = new SlateCells(shape);
    this.families = new ArrayList<>();
    if (shape.ratios()) {
      families.add(new Family(shape, Block.HAVING, Block.RATIO_GAIN, Block.RATIO));
    }
    if (shape.products()) {
      families.add(new Family(shape, Block.HAVING, Block.PRODUCT_GAIN, Block.PRODUCT));
    }
    if (shape.predictions()) {
      families.add(new Family(shape, Block.HAVING, Block.RESIDUAL, Block.PRODUCT, Block.EXPECTED));
    }
    this.squares = squares;
  }

  @Override
  public void beginRequest(double instance) {
    cells.beginRequest(instance);
  }

  @Override
  public void add(
      double instance,
      double reward,
      double marginal,
      double product,
      double above,
      double prediction,
      double expected) {
    cells.add(instance, reward, marginal, product, above, prediction, expected);
  }

  @Override
  public void leaveOut() {
    leftOut++;
  }

  @Override
  public void endCluster(long cluster) {
    endCluster();
  }

  /** Ends the cluster whose requests were added since the last end: these sums need no key. */
  public void endCluster() {
    if (cells.isEmpty()) {
      return;
    }
    requests += cells.requests();
    ratiosBeyond += cells.ratiosBeyond();
    productsBeyond += cells.productsBeyond();
    if (cells.isSmall()) {
      families.forEach(family -> family.add(cells.values()));
      addSquares(0, cells.ratioSquares());
      addSquares(shape.depth(), cells.productSquares());
    } else {
      ratiosBeyond += cells.requests();
      productsBeyond += cells.requests();
    }
    cells.clear();
  }

  private void addSquares(int from, double[] ofCluster) {
    for (int k = 0; k < ofCluster.length; k++) {
      squares.add(from + k, ofCluster[k]);
    }
  }

  /** Adds the clusters of another state of the same shape. */
  public void merge(SlateSums other) {
    for (int family = 0; family < families.size(); family++) {
      families.get(family).moments.merge(other.families.get(family).moments);
    }
    squares.merge(other.squares);
    requests += other.requests;
    leftOut += other.leftOut;
    ratiosBeyond += other.ratiosBeyond;
    productsBeyond += other.productsBeyond;
  }

  /** Requests added. */
  public long requests() {
    return requests;
  }

  /** Requests that could not be added, since some of their rows have no weight. */
  public long leftOut() {
    return leftOut;
  }

  /** Clusters added. */
  public long clusters() {
    return families.get(0).moments.clusters();
  }

  /** Rows and requests left out of an estimator because a weight or a sum was too large. */
  public long beyond(SlateEstimator estimator) {
    return estimator.isCascade() ? productsBeyond : ratiosBeyond;
  }

  /** Which sums there are. */
  public SlateShape shape() {
    return shape;
  }

  /** Positions that some list has, at most the depth. */
  public int positions() {
    int positions = 0;
    while (positions < shape.depth()
        && families.get(0).sum(shape.cell(Block.HAVING, positions)) > 0) {
      positions++;
    }
    return positions;
  }

  /** Sum over clusters of the square of a cell. */
  double sumOfSquares(int cell) {
    return families.stream()
        .filter(family -> family.has(cell))
        .findFirst()
        .orElseThrow()
        .sumOfSquares(cell);
  }

  /** (sum w)^2 / sum w^2 at a position, from 1. */
  public double effectiveSize(SlateEstimator estimator, int atPosition) {
    int k = atPosition - 1;
    return EffectiveSize.of(
        family(estimator).sum(weight(estimator, k)),
        squares.value(estimator.isCascade() ? shape.depth() + k : k));
  }

  /**
   * Mean weight at a position, from 1, with its cluster-robust error; 1 in expectation where the
   * logger covers the target.
   */
  public Estimate meanWeight(SlateEstimator estimator, int atPosition) {
    Family family = family(estimator);
    int weight = family.variables[weight(estimator, atPosition - 1)];
    int having = family.variables[shape.cell(Block.HAVING, atPosition - 1)];
    return family.moments.ratio(weight, having).estimate();
  }

  private int weight(SlateEstimator estimator, int k) {
    return shape.cell(estimator.isCascade() ? Block.PRODUCT : Block.RATIO, k);
  }

  private Family family(SlateEstimator estimator) {
    int first = estimator.isCascade() && shape.ratios() ? 1 : 0;
    return families.get(estimator.needsPredictions() ? first + 1 : first);
  }

  /**
   * The mean over requests of the reward of the target's list, with its cluster-robust error by the
   * delta method; NaN where a normalised estimator has a position without weight.
   */
  public Estimate value(SlateEstimator estimator) {
    List<Term> terms = shape.terms(estimator, positions());
    Family family = family(estimator);
    double[] gradient = new double[family.cells.length];
    double value = 0;
    for (Term term : terms) {
      value += value(term, family, gradient);
    }
    ClusterMoments moments = family.moments;
    return new Estimate(value, standardError(moments, gradient), moments.clusters());
  }

  private static double value(Term term, Family family, double[] gradient) {
    double n = family.sum(SlateShape.REQUESTS);
    double sum = family.sum(term.sum());
    if (!term.isNormalised()) {
      double value = term.value(n, sum, 0, 0);
      gradient[family.variables[term.sum()]] += 1 / n;
      gradient[0] -= value / n;
      return value;
    }
    double weights = family.sum(term.weight());
    double having = family.sum(term.having());
    double value = term.value(n, sum, weights, having);
    gradient[family.variables[term.sum()]] += having / (n * weights);
    gradient[family.variables[term.weight()]] -= value / weights;
    gradient[family.variables[term.having()]] += value / having;
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
    byte[][] parts = families.stream().map(f -> f.moments.toBytes()).toArray(byte[][]::new);
    int size = Integer.BYTES + 3 + 4 * Long.BYTES + squares.byteSize();
    size += Arrays.stream(parts).mapToInt(part -> Integer.BYTES + part.length).sum();
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putInt(shape.depth());
    for (boolean flag : new boolean[] {shape.ratios(), shape.products(), shape.predictions()}) {
      out.put((byte) (flag ? 1 : 0));
    }
    out.putLong(requests).putLong(leftOut).putLong(ratiosBeyond).putLong(productsBeyond);
    squares.writeTo(out);
    for (byte[] part : parts) {
      out.putInt(part.length).put(part);
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static SlateSums fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    SlateShape shape = new SlateShape(in.getInt(), in.get() == 1, in.get() == 1, in.get() == 1);
    long requests = in.getLong();
    long leftOut = in.getLong();
    long ratiosBeyond = in.getLong();
    long productsBeyond = in.getLong();
    SlateSums state = new SlateSums(shape, FixedSums.readFrom(in));
    state.requests = requests;
    state.leftOut = leftOut;
    state.ratiosBeyond = ratiosBeyond;
    state.productsBeyond = productsBeyond;
    for (Family family : state.families) {
      byte[] part = new byte[in.getInt()];
      in.get(part);
      family.moments = ClusterMoments.fromBytes(part);
    }
    return state;
  }
}
