package io.rankproof.evaluate;

import io.rankproof.kernel.point.ScoreCurve;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How many bins a histogram needs so that no metric of its curve is blurred.
 *
 * <p>Bounds fall about as the width of bins. Bins that keep one more bit of each score are half as
 * wide, and there are at most {@link ScoreCurve#mostGroups} of them.
 *
 * @param least with as many the bounds are just as large as they may be
 * @param safe with as many there is some room
 */
record BinNeed(long least, long safe) {
  /** Needs none: nothing is blurred, or nothing that bins could help. */
  static final BinNeed NONE = new BinNeed(0, 0);

  /** How much smaller than needed a bound is aimed at, as it does not fall quite as bins do. */
  private static final double ROOM = 1.1;

  private static final int MOST_BITS = 53;

  /**
   * @param rows of the curve: with as many bins it is exact
   * @param values the metrics that are wanted of it
   */
  static BinNeed of(ScoreCurve curve, long rows, List<CurveValue> values) {
    OptionalDouble excess =
        values.stream()
            .filter(CurveValue::isBlurred)
            .mapToDouble(CurveValue::excess)
            .filter(Double::isFinite)
            .max();
    return excess.isEmpty()
        ? NONE
        : new BinNeed(
            bins(curve, rows, excess.getAsDouble()),
            bins(curve, rows, ROOM * excess.getAsDouble()));
  }

  private static long bins(ScoreCurve curve, long rows, double excess) {
    int bits = 1;
    while (bits < MOST_BITS && Math.scalb(1.0, bits) < excess) {
      bits++;
    }
    return Math.min(rows, curve.mostGroups(bits));
  }

  boolean isNone() {
    return least == 0;
  }

  /** The capacity to try with this many bins; 0 where they are too few. */
  int capacity(int bins) {
    return least > bins ? 0 : (int) Math.min(safe, bins);
  }
}
