package io.rankproof.simulate;

/**
 * Sum of a metric over some requests, in units of 2^-32: whole numbers add up to the same total in
 * any order. Public because Spark's generated encoder reads it.
 *
 * @see TrueValues
 */
public final class TrueValueSum {
  /** Units of one. */
  static final double ONE = 0x1.0p32;

  private final int cell;
  private final long units;

  TrueValueSum(int cell, long units) {
    this.cell = cell;
    this.units = units;
  }

  /** Index of {@link TrueValues#CELLS}. */
  public int getCell() {
    return cell;
  }

  public long getUnits() {
    return units;
  }
}
