package io.rankproof.kernel.beyond;

/**
 * Exposure as whole numbers, so that sums have the same bits in any order: how often an item was in
 * a top k, in units of 2^-30, and the logarithm of the chance that it never was, in units of 2^-40.
 *
 * <p>With ties an item is in a top k with a chance p. Over requests, whose ties fall independently,
 * its exposure adds up p, and the chance that it was never there is the product of 1 - p: a sum of
 * logarithms. Below e^-64 that chance is 0, and the sum stops there, so it cannot overflow.
 */
public final class Exposure {
  /** One place in a top k. */
  public static final long ONE = 1L << 30;

  /** The logarithm of a chance of 0. */
  public static final long NEVER = -(1L << 46);

  private static final double LOG_UNIT = 1L << 40;

  private Exposure() {}

  /** A chance in [0, 1] as exposure. */
  public static long of(double chance) {
    return Math.round(chance * ONE);
  }

  /** The logarithm of 1 - chance. */
  public static long logMissed(double chance) {
    return chance >= 1 ? NEVER : plus(0, Math.round(StrictMath.log1p(-chance) * LOG_UNIT));
  }

  /** Adds two logarithms. */
  public static long plus(long log, long other) {
    return Math.max(NEVER, log + other);
  }

  /** The chance of having been in some top k, in units of {@link #ONE}. */
  public static long covered(long logMissed) {
    return logMissed <= NEVER ? ONE : Math.round(-StrictMath.expm1(logMissed / LOG_UNIT) * ONE);
  }
}
