package io.rankproof.kernel.ope;

import io.rankproof.kernel.ope.SlateShape.Block;
import java.util.Arrays;

/**
 * The sums of one cluster's lists that the {@link SlateEstimator}s need, as a {@link SlateShape}
 * lays them out. Not thread-safe.
 */
final class SlateCells {
  private static final double LARGEST_CELL = 0x1p30;

  private final SlateShape shape;
  private final double[] values;
  private final double[] ratioSquares;
  private final double[] productSquares;
  private long requests;
  private long ratiosBeyond;
  private long productsBeyond;
  private int position;

  SlateCells(SlateShape shape) {
    this.shape = shape;
    this.values = new double[shape.cells()];
    this.ratioSquares = new double[shape.ratios() ? shape.depth() : 0];
    this.productSquares = new double[shape.products() ? shape.depth() : 0];
  }

  void beginRequest(double instance) {
    position = 0;
    requests++;
    values[SlateShape.REQUESTS] += instance;
  }

  /**
   * As {@link SlateSink#add}. A weight that is too large is counted, not added; of a row without
   * instance weight no weight is: where none of its logger's has any, it is divided by 0.
   */
  void add(
      double instance,
      double reward,
      double marginal,
      double product,
      double above,
      double prediction,
      double expected) {
    if (position == shape.depth()) {
      return;
    }
    if (instance > 0) {
      add(Block.HAVING, instance);
      if (shape.ratios()) {
        addRatio(instance, reward, marginal);
      }
      if (shape.products()) {
        addProduct(instance, reward, product, above, prediction, expected);
      }
    }
    position++;
  }

  private void addRatio(double instance, double reward, double marginal) {
    if (!isSmall(marginal)) {
      ratiosBeyond++;
      return;
    }
    double weighted = instance * marginal;
    add(Block.RATIO_GAIN, weighted * reward);
    add(Block.RATIO, weighted);
    ratioSquares[position] += weighted * weighted;
  }

  private void addProduct(
      double instance,
      double reward,
      double product,
      double above,
      double prediction,
      double expected) {
    if (!isSmall(product) || !isSmall(above)) {
      productsBeyond++;
      return;
    }
    double weighted = instance * product;
    add(Block.PRODUCT_GAIN, weighted * reward);
    add(Block.PRODUCT, weighted);
    productSquares[position] += weighted * weighted;
    if (shape.predictions()) {
      add(Block.RESIDUAL, weighted * (reward - prediction));
      add(Block.EXPECTED, instance * above * expected);
    }
  }

  private static boolean isSmall(double weight) {
    return weight <= RoundSums.LARGEST_WEIGHT;
  }

  private void add(Block block, double term) {
    values[shape.cell(block, position)] += term;
  }

  boolean isEmpty() {
    return requests == 0;
  }

  /** Whether the sums are small enough to add. */
  boolean isSmall() {
    for (double value : values) {
      if (!(Math.abs(value) < LARGEST_CELL)) {
        return false;
      }
    }
    return areSmall(ratioSquares) && areSmall(productSquares);
  }

  private static boolean areSmall(double[] squares) {
    for (double square : squares) {
      if (!(square < LARGEST_CELL * LARGEST_CELL)) {
        return false;
      }
    }
    return true;
  }

  /** The cells, valid until {@link #clear}. */
  double[] values() {
    return values;
  }

  /** Sum of (i ratio)^2 by position. */
  double[] ratioSquares() {
    return ratioSquares;
  }

  /** Sum of (i w_1:k)^2 by position. */
  double[] productSquares() {
    return productSquares;
  }

  long requests() {
    return requests;
  }

  /** Rows whose ratio is too large. */
  long ratiosBeyond() {
    return ratiosBeyond;
  }

  /** Rows whose product is. */
  long productsBeyond() {
    return productsBeyond;
  }

  void clear() {
    Arrays.fill(values, 0);
    Arrays.fill(ratioSquares, 0);
    Arrays.fill(productSquares, 0);
    requests = 0;
    ratiosBeyond = 0;
    productsBeyond = 0;
  }
}
