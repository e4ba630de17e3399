package io.rankproof.kernel.rank;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** A discount computed once per rank, with its running sum. */
final class TableDiscount implements Discount {
  private static final int INITIAL = 128;

  private final IntToDoubleFunction worth;
  private double[] values = {0};
  private double[] sums = {0};
  private int filled;

  private TableDiscount(IntToDoubleFunction worth) {
    this.worth = worth;
    reach(INITIAL);
  }

  /** 1 / log2(1 + rank). StrictMath gives the same bits on every machine. */
  static TableDiscount logarithmic() {
    double log2 = StrictMath.log(2);
    return new TableDiscount(rank -> log2 / StrictMath.log(1.0 + rank));
  }

  /** 1 / rank. */
  static TableDiscount reciprocal() {
    return new TableDiscount(rank -> 1.0 / rank);
  }

  /** (1 - p) p^(rank - 1). */
  static TableDiscount geometric(double p) {
    return new TableDiscount(rank -> (1 - p) * StrictMath.pow(p, rank - 1));
  }

  @Override
  public void reach(int rank) {
    if (rank <= filled) {
      return;
    }
    int last = Math.max(rank, (int) Math.min(filled * 2L, Integer.MAX_VALUE - 8));
    values = Arrays.copyOf(values, last + 1);
    sums = Arrays.copyOf(sums, last + 1);
    for (int i = filled + 1; i <= last; i++) {
      values[i] = worth.applyAsDouble(i);
      sums[i] = sums[i - 1] + values[i];
    }
    filled = last;
  }

  @Override
  public double at(int rank) {
    return values[rank];
  }

  @Override
  public double mean(int ahead, int tied, int depth) {
    if (ahead >= depth) {
      return 0;
    }
    if (tied == 1) {
      return values[ahead + 1];
    }
    int last = Math.min(depth - ahead, tied) + ahead;
    return (sums[last] - sums[ahead]) / tied;
  }
}
