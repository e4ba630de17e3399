package io.rankproof.kernel.sum;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An array of sums in 192-bit two's complement fixed point: 64 bits before the binary point, 128
 * behind it.
 *
 * <p>Integer addition is associative, so the same terms give the same bits in any order, and
 * merging partial sums equals summing all terms. A term keeps its bits down to 2^-128: terms of
 * magnitude 2^-75 (2.6e-23) and above are added exactly, smaller ones are truncated toward zero by
 * less than 2^-128. Terms must be below 2^62 in magnitude and the sum below 2^63; both are checked.
 * {@link #value} rounds once, to the nearest double.
 *
 * <p>Layout of {@link #writeTo}: an int (the number of sums), then for each sum three longs, least
 * significant first.
 */
public final class FixedSums {
  private static final int WORDS = 3;

  /** What one sum takes. */
  public static final int BYTES = WORDS * Long.BYTES;

  private static final int FRACTION_BITS = 128;
  private static final int MAX_EXPONENT = Double.MAX_EXPONENT + 62;
  private static final long IMPLICIT_BIT = 1L << 52;

  private final long[] words;

  /** Creates {@code size} sums, all zero. */
  public FixedSums(int size) {
    this.words = new long[Math.multiplyExact(size, WORDS)];
  }

  private FixedSums(long[] words) {
    this.words = words;
  }

  /** The number of sums. */
  public int size() {
    return words.length / WORDS;
  }

  /**
   * Adds a term to one sum.
   *
   * @throws IllegalArgumentException if the term is NaN, infinite or at least 2^62 in magnitude
   * @throws ArithmeticException if the sum leaves ±2^63
   */
  public void add(int index, double term) {
    long bits = Double.doubleToRawLongBits(term);
    int exponent = (int) (bits >>> 52) & 0x7FF;
    if (exponent >= MAX_EXPONENT) {
      throw new IllegalArgumentException(
          "cannot add " + term + ": terms must be finite and below 2^62 in magnitude");
    }
    long mantissa = bits & (IMPLICIT_BIT - 1);
    if (exponent > 0) {
      mantissa |= IMPLICIT_BIT;
    }
    int position = Math.max(exponent, 1) - 1075 + FRACTION_BITS;
    if (position < 0) {
      mantissa = position > -64 ? mantissa >>> -position : 0;
      position = 0;
    }
    addShifted(index * WORDS, mantissa, position, bits < 0);
  }

  private void addShifted(int base, long mantissa, int position, boolean negative) {
    int offset = position & 63;
    long near = mantissa << offset;
    long far = (mantissa >>> 1) >>> (63 - offset);
    switch (position >>> 6) {
      case 0 -> addSigned(base, near, far, 0, negative);
      case 1 -> addSigned(base, 0, near, far, negative);
      default -> addSigned(base, 0, 0, near, negative);
    }
  }

  private void addSigned(int base, long low, long middle, long high, boolean negative) {
    if (negative) {
      boolean lowZero = low == 0;
      boolean restZero = lowZero && middle == 0;
      addWords(base, -low, lowZero ? -middle : ~middle, restZero ? -high : ~high);
    } else {
      addWords(base, low, middle, high);
    }
  }

  private void addWords(int base, long low, long middle, long high) {
    long newLow = words[base] + low;
    long carry = carry(newLow, low);
    long partial = words[base + 1] + middle;
    long newMiddle = partial + carry;
    carry = carry(partial, middle) + carry(newMiddle, carry);
    long oldHigh = words[base + 2];
    long newHigh = oldHigh + high + carry;
    if (((oldHigh ^ newHigh) & (high ^ newHigh)) < 0) {
      throw new ArithmeticException("sum beyond 2^63: divide the terms by a constant");
    }
    words[base] = newLow;
    words[base + 1] = newMiddle;
    words[base + 2] = newHigh;
  }

  private static long carry(long sum, long addend) {
    return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
  }

  /** Adds every sum of {@code other} to the one of the same index. */
  public void merge(FixedSums other) {
    requireSameSize(other);
    for (int base = 0; base < words.length; base += WORDS) {
      addWords(base, other.words[base], other.words[base + 1], other.words[base + 2]);
    }
  }

  private void requireSameSize(FixedSums other) {
    if (other.words.length != words.length) {
      throw new IllegalArgumentException(
          "cannot merge " + other.size() + " sums into " + size() + ": the sizes must be equal");
    }
  }

  /** One sum, rounded to the nearest double. */
  public double value(int index) {
    ByteBuffer bytes = ByteBuffer.allocate(WORDS * Long.BYTES);
    for (int word = WORDS - 1; word >= 0; word--) {
      bytes.putLong(words[index * WORDS + word]);
    }
    return Math.scalb(new BigInteger(bytes.array()).doubleValue(), -FRACTION_BITS);
  }

  /** The number of bytes that {@link #writeTo} writes. */
  public int byteSize() {
    return Integer.BYTES + words.length * Long.BYTES;
  }

  /** Writes the sums in the layout of the class comment. */
  public void writeTo(ByteBuffer out) {
    out.putInt(size());
    for (long word : words) {
      out.putLong(word);
    }
  }

  /** Reads what {@link #writeTo} wrote. */
  public static FixedSums readFrom(ByteBuffer in) {
    long[] words = new long[Math.multiplyExact(in.getInt(), WORDS)];
    for (int i = 0; i < words.length; i++) {
      words[i] = in.getLong();
    }
    return new FixedSums(words);
  }

  /** Equal when every sum has the same bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FixedSums sums && Arrays.equals(words, sums.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}
