package io.rankproof.functions;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Column;

/**
 * A sum of doubles that is the same to the last bit in any order and partitioning.
 *
 * <p>Each addend is cut into multiples of 2^32, the whole rest, and a fixed-point fraction of 2^-36
 * (about 1.5e-11), all summed as 64-bit integers: no object per row, and whole-stage code stays on.
 * The error is at most 2^-37 per addend. Room: addends below 2^95, 134 million of them per group;
 * beyond either, and for NaN, Spark's ANSI mode fails instead of giving a wrong sum.
 */
public final class ExactSum {
  private static final double HIGH = 0x1p32;
  private static final double LOW = 0x1p36;

  private ExactSum() {}

  /**
   * @param value finite doubles; nulls are left out, and a group of nulls alone gives null
   * @return an aggregate of type double
   */
  public static Column of(Column value) {
    // casts cut towards zero, so every difference below is exact
    Column high = value.divide(lit(HIGH)).cast("bigint");
    Column rest = value.minus(high.multiply(lit(HIGH)));
    Column whole = rest.cast("bigint");
    Column fraction = rint(rest.minus(whole).multiply(lit(LOW))).cast("bigint");
    return total(high)
        .multiply(lit(HIGH))
        .plus(total(whole))
        .plus(total(fraction).multiply(lit(1 / LOW)));
  }

  private static Column total(Column integers) {
    return sum(integers).cast("double");
  }
}
