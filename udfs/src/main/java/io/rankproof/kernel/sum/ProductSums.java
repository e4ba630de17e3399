package io.rankproof.kernel.sum;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * An array of exact sums of products of whole numbers, 128 bits each.
 *
 * <p>For sums of products of values on a {@link SumGrid}: in units of their grids these are whole
 * numbers below 2^53, and so is the sum of their magnitudes, hence no sum of products passes 2^106.
 * Integer addition gives the same bits in any order. Not thread-safe.
 */
public final class ProductSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] low;
  private final long[] high;

  /** Creates {@code size} sums, all zero. */
  public ProductSums(int size) {
    low = new long[size];
    high = new long[size];
  }

  /** The number of sums. */
  public int size() {
    return low.length;
  }

  /** Adds a product to one sum. */
  public void add(int index, long first, long second) {
    addWords(index, first * second, Math.multiplyHigh(first, second));
  }

  private void addWords(int index, long moreLow, long moreHigh) {
    long sum = low[index] + moreLow;
    long carry = Long.compareUnsigned(sum, moreLow) < 0 ? 1 : 0;
    low[index] = sum;
    high[index] += moreHigh + carry;
  }

  /**
   * Adds every sum of {@code other} to the one of the same index.
   *
   * @throws IllegalArgumentException if the sizes differ
   */
  public void merge(ProductSums other) {
    if (other.size() != size()) {
      throw new IllegalArgumentException(
          "cannot merge " + other.size() + " sums into " + size() + ": the sizes must be equal");
    }
    for (int i = 0; i < low.length; i++) {
      addWords(i, other.low[i], other.high[i]);
    }
  }

  /** One sum, rounded to the nearest double. */
  public double value(int index) {
    return BigInteger.valueOf(high[index])
        .shiftLeft(Long.SIZE)
        .add(new BigInteger(Long.toUnsignedString(low[index])))
        .doubleValue();
  }

  /** Equal when every sum has the same bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ProductSums sums
        && Arrays.equals(low, sums.low)
        && Arrays.equals(high, sums.high);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(low) + Arrays.hashCode(high);
  }
}
