package io.rankproof.evaluate;

import io.rankproof.evaluate.SumShape.ColumnPair;
import io.rankproof.kernel.sum.ProductSums;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The products of a cluster's sums, in units of their grids. They are made once for all cohorts
 * that have the same sums, and only of columns that are not 0, which in most clusters are few.
 */
final class PartProducts {
  private final double[] inverses;
  private final int[][] pairsOf;
  private final int[] seconds;
  private final int always;
  private final boolean[] isUsed;
  private final long[] inUnits;
  private final int[] pairs;
  private final long[] firstFactors;
  private final long[] secondFactors;
  private OpenCluster.Part part;
  private int made;
  private int count;

  PartProducts(SumShape shape) {
    inverses = Arrays.stream(shape.units()).map(unit -> 1 / unit).toArray();
    pairsOf = new int[shape.columns()][];
    Arrays.setAll(pairsOf, column -> pairsOf(column, shape));
    seconds = shape.products().stream().mapToInt(ColumnPair::second).toArray();
    always = shape.always();
    isUsed = new boolean[shape.columns()];
    for (ColumnPair pair : shape.products()) {
      isUsed[pair.first()] = true;
      isUsed[pair.second()] = true;
    }
    inUnits = new long[shape.columns()];
    pairs = new int[seconds.length];
    firstFactors = new long[seconds.length];
    secondFactors = new long[seconds.length];
  }

  private static int[] pairsOf(int column, SumShape shape) {
    return IntStream.range(0, shape.products().size())
        .filter(pair -> shape.products().get(pair).first() == column)
        .toArray();
  }

  /** Takes the sums of a cluster, which stay until the next ones. */
  void start(OpenCluster.Part next) {
    part = next;
    made = 0;
    count = 0;
  }

  /** Adds the products of these sums: all, or those that bootstrapped cohorts need as well. */
  void addTo(ProductSums sums, boolean all) {
    int end = all ? seconds.length : always;
    if (made < end) {
      make(end);
    }
    for (int i = 0; i < count; i++) {
      if (pairs[i] < end) {
        sums.add(pairs[i], firstFactors[i], secondFactors[i]);
      }
    }
  }

  private void make(int end) {
    made = end;
    count = 0;
    for (int i = 0; i < part.touched(); i++) {
      int column = part.column(i);
      if (isUsed[column]) {
        // Exact: a sum is a whole number of units, and units are powers of two.
        inUnits[column] = (long) (part.rounded()[column] * inverses[column]);
      }
    }
    for (int i = 0; i < part.touched(); i++) {
      makeOf(part.column(i), end);
    }
    for (int i = 0; i < part.touched(); i++) {
      inUnits[part.column(i)] = 0;
    }
  }

  /** The pairs whose first column it is; they are in ascending order. */
  private void makeOf(int column, int end) {
    long factor = inUnits[column];
    for (int pair : pairsOf[column]) {
      if (factor == 0 || pair >= end) {
        return;
      }
      long other = inUnits[seconds[pair]];
      if (other != 0) {
        pairs[count] = pair;
        firstFactors[count] = factor;
        secondFactors[count++] = other;
      }
    }
  }
}
