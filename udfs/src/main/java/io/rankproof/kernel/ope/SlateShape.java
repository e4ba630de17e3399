package io.rankproof.kernel.ope;

import java.util.ArrayList;
import java.util.List;

/**
 * Which sums by position the {@link SlateEstimator}s asked for take, and where they are among the
 * cells of a cluster: the weight of its requests first, then position by position.
 *
 * @param depth positions that count, from 1 to 20
 * @param ratios whether rows are weighted by ratios of their own position
 * @param products whether by products of ratios down the list
 * @param predictions whether rows have predictions, for products alone
 */
public record SlateShape(int depth, boolean ratios, boolean products, boolean predictions) {
  /** Sum of the instance weights of requests. */
  static final int REQUESTS = 0;

  private static final int BLOCKS_OF_WEIGHT = 2;

  /** Sums of a position. */
  enum Block {
    /** Of the instance weights i of rows. */
    HAVING,
    /** Of i ratio r. */
    RATIO_GAIN,
    /** Of i ratio. */
    RATIO,
    /** Of i w_1:k r. */
    PRODUCT_GAIN,
    /** Of i w_1:k. */
    PRODUCT,
    /** Of i w_1:k (r - Q). */
    RESIDUAL,
    /** Of i w_1:k-1 V. */
    EXPECTED
  }

  /** Checks what is asked for. */
  public SlateShape {
    if (depth < 1 || depth > 20) {
      throw new IllegalArgumentException("depth is " + depth + ": it must be from 1 to 20");
    }
    if (!(ratios || products) || (predictions && !products)) {
      throw new IllegalArgumentException(
          "lists need ratios or products, and predictions go with products");
    }
  }

  /** Everything that rows without, or with, predictions allow. */
  public static SlateShape all(int depth, boolean predictions) {
    return new SlateShape(depth, true, true, predictions);
  }

  /** The same sums of fewer positions. */
  SlateShape down(int positions) {
    return new SlateShape(positions, ratios, products, predictions);
  }

  /** Whether an estimator has its sums here. */
  public boolean has(SlateEstimator estimator) {
    return (estimator.isCascade() ? products : ratios)
        && (predictions || !estimator.needsPredictions());
  }

  int cells() {
    return 1 + depth * perPosition();
  }

  private int perPosition() {
    return 1
        + (ratios ? BLOCKS_OF_WEIGHT : 0)
        + (products ? BLOCKS_OF_WEIGHT : 0)
        + (predictions ? 2 : 0);
  }

  /** The cell of a block and a position, from 0. */
  int cell(Block block, int position) {
    int skipped = ratios || block == Block.HAVING ? 0 : BLOCKS_OF_WEIGHT;
    return 1 + position * perPosition() + block.ordinal() - skipped;
  }

  /**
   * A part of an estimator: S / n, or, normalised, (requests with the position) / n x S / sum of
   * its weights.
   *
   * @param weight cell of the weights' sum; {@link #PLAIN}: not normalised
   */
  record Term(int sum, int weight, int having) {
    static final int PLAIN = -1;

    boolean isNormalised() {
      return weight != PLAIN;
    }

    /** NaN where a position has requests and no weight. */
    double value(double n, double sumOf, double weightOf, double havingOf) {
      if (!isNormalised()) {
        return sumOf / n;
      }
      if (havingOf == 0 && n != 0) {
        return 0;
      }
      return weightOf == 0 ? Double.NaN : havingOf / n * (sumOf / weightOf);
    }
  }

  /** What an estimator adds up, of the first positions. */
  List<Term> terms(SlateEstimator estimator, int positions) {
    if (!has(estimator)) {
      throw new IllegalArgumentException(
          estimator.label()
              + (estimator.needsPredictions() && products
                  ? " needs predictions of the reward"
                  : " needs weights that were not asked for"));
    }
    List<Term> terms = new ArrayList<>();
    for (int k = 0; k < positions; k++) {
      if (!estimator.isCascade()) {
        terms.add(term(estimator, Block.RATIO_GAIN, Block.RATIO, k));
      } else if (!estimator.needsPredictions()) {
        terms.add(term(estimator, Block.PRODUCT_GAIN, Block.PRODUCT, k));
      } else {
        terms.add(term(estimator, Block.RESIDUAL, Block.PRODUCT, k));
        terms.add(expected(estimator, k));
      }
    }
    return terms;
  }

  /**
   * The weight of V_k is that of the list above it, so it is divided by the mean of those: what the
   * position above takes away in Q is then added in full. Above the first one it is 1.
   */
  private Term expected(SlateEstimator estimator, int position) {
    int sum = cell(Block.EXPECTED, position);
    return estimator.isNormalised() && position > 0
        ? new Term(sum, cell(Block.PRODUCT, position - 1), cell(Block.HAVING, position - 1))
        : new Term(sum, Term.PLAIN, cell(Block.HAVING, position));
  }

  private Term term(SlateEstimator estimator, Block sum, Block weight, int position) {
    return new Term(
        cell(sum, position),
        estimator.isNormalised() ? cell(weight, position) : Term.PLAIN,
        cell(Block.HAVING, position));
  }
}
