package io.rankproof.kernel.sum;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;

/**
 * An array of exact sums of any finite doubles, from 2^-1074 to the largest: where {@link
 * FixedSums} is too narrow because nothing is known of the terms.
 *
 * <p>The small superaccumulator of Neal, "Fast exact summation using small and large
 * superaccumulators" (2015): a sum is a number in base 2^32 whose digits are longs, so that a term
 * is added to two of them and carries wait. Integer addition is associative: the same terms give
 * the same bits in any order and by any merging.
 */
public final class ExactSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The digits of the largest term, and headroom for 2^63 of it. */
  private static final int DIGITS = 68;

  private static final int DIGIT_BITS = 32;
  private static final long DIGIT = (1L << DIGIT_BITS) - 1;
  private static final int MANTISSA_BITS = 52;
  private static final int NOT_FINITE = 0x7FF;

  /** The weight of the lowest bit is 2^-1074. */
  private static final int FRACTION_BITS = 1074;

  /** A term adds less than 2^53 to a digit, which so stays below 2^63. */
  private static final int UNTIL_CARRY = 1000;

  private static final MathContext PRECISION = new MathContext(60);

  private final long[] digits;
  private final int[] waiting;

  /** Creates {@code size} sums, all zero. */
  public ExactSums(int size) {
    digits = new long[Math.multiplyExact(size, DIGITS)];
    waiting = new int[size];
  }

  /**
   * Adds a term to one sum.
   *
   * @throws IllegalArgumentException if the term is NaN or infinite
   */
  public void add(int index, double term) {
    long bits = Double.doubleToRawLongBits(term);
    int exponent = (int) (bits >>> MANTISSA_BITS) & NOT_FINITE;
    if (exponent == NOT_FINITE) {
      throw new IllegalArgumentException("cannot add " + term + ": terms must be finite");
    }
    long mantissa = bits & ((1L << MANTISSA_BITS) - 1);
    if (exponent > 0) {
      mantissa |= 1L << MANTISSA_BITS;
      exponent--;
    }
    int shift = exponent & (DIGIT_BITS - 1);
    int place = index * DIGITS + exponent / DIGIT_BITS;
    long low = mantissa << shift & DIGIT;
    long high = mantissa >>> (DIGIT_BITS - shift);
    digits[place] += bits < 0 ? -low : low;
    digits[place + 1] += bits < 0 ? -high : high;
    if (++waiting[index] == UNTIL_CARRY) {
      carry(index);
    }
  }

  /** Makes all digits but the highest one lie in [0, 2^32). */
  private void carry(int index) {
    int last = (index + 1) * DIGITS - 1;
    for (int place = index * DIGITS; place < last; place++) {
      digits[place + 1] += digits[place] >> DIGIT_BITS;
      digits[place] &= DIGIT;
    }
    waiting[index] = 0;
  }

  /**
   * Adds every sum of {@code other} to the one of the same index.
   *
   * @throws IllegalArgumentException if it has another number of sums
   */
  public void merge(ExactSums other) {
    if (other.waiting.length != waiting.length) {
      throw new IllegalArgumentException(
          "cannot merge " + other.waiting.length + " sums into " + waiting.length);
    }
    for (int index = 0; index < waiting.length; index++) {
      carry(index);
      other.carry(index);
    }
    for (int place = 0; place < digits.length; place++) {
      digits[place] += other.digits[place];
    }
    for (int index = 0; index < waiting.length; index++) {
      carry(index);
    }
  }

  /**
   * One sum divided by a count, rounded to the nearest double but for 60 decimal digits in between.
   *
   * @param count not 0
   */
  public double mean(int index, long count) {
    BigInteger units = BigInteger.TWO.pow(FRACTION_BITS).multiply(BigInteger.valueOf(count));
    return new BigDecimal(total(index)).divide(new BigDecimal(units), PRECISION).doubleValue();
  }

  private BigInteger total(int index) {
    BigInteger total = BigInteger.ZERO;
    for (int digit = DIGITS - 1; digit >= 0; digit--) {
      total = total.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(digits[index * DIGITS + digit]));
    }
    return total;
  }

  /** Equal when every sum is. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ExactSums sums) || sums.waiting.length != waiting.length) {
      return false;
    }
    for (int index = 0; index < waiting.length; index++) {
      if (!total(index).equals(sums.total(index))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    BigInteger[] totals = new BigInteger[waiting.length];
    Arrays.setAll(totals, this::total);
    return Arrays.hashCode(totals);
  }
}
