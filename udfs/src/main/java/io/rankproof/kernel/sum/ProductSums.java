package io.rankproof.kernel.sum;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Exact sums over vectors of whole numbers: for some pairs of places the sum of the products of the
 * two numbers, 128 bits each.
 *
 * <p>For sums of products of values on a {@link SumGrid}: in units of their grids these are whole
 * numbers below 2^53, and so is the sum of their magnitudes, hence no sum of products passes 2^106.
 * Integer addition gives the same bits in any order. A few vectors wait to be multiplied together,
 * since products of small numbers add up in one word first. Not thread-safe.
 */
public final class ProductSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Vectors that wait. */
  public static final int WAITING = 8;

  /** The sum of {@link #WAITING} products of numbers below it, in magnitude, fits a word. */
  private static final long SMALL = 1L << 29;

  private final Pairs pairs;
  private final long[] low;
  private final long[] high;

  /** By place, then by vector. */
  private transient long[] waiting;

  /** All bits of the magnitudes that wait. */
  private transient long bits;

  private transient int vectors;

  /**
   * Which numbers of a vector are multiplied with each other.
   *
   * @param width numbers of a vector
   * @param first place of the first factor of each pair
   * @param second place of its second factor
   */
  public record Pairs(int width, int[] first, int[] second) implements Serializable {
    /**
     * Checks the pairs.
     *
     * @throws IllegalArgumentException if a place is not one of the vector's
     */
    public Pairs {
      if (first.length != second.length) {
        throw new IllegalArgumentException(
            first.length + " first and " + second.length + " second factors: each pair has both");
      }
      for (int pair = 0; pair < first.length; pair++) {
        if (Math.min(first[pair], second[pair]) < 0
            || Math.max(first[pair], second[pair]) >= width) {
          throw new IllegalArgumentException(
              "pair ("
                  + first[pair]
                  + ", "
                  + second[pair]
                  + ") is not within "
                  + width
                  + " numbers");
        }
      }
    }

    /** The number of pairs. */
    public int count() {
      return first.length;
    }

    /** The first of them. */
    public Pairs head(int count) {
      return new Pairs(width, Arrays.copyOf(first, count), Arrays.copyOf(second, count));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Pairs same
          && width == same.width
          && Arrays.equals(first, same.first)
          && Arrays.equals(second, same.second);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * width + Arrays.hashCode(first)) + Arrays.hashCode(second);
    }
  }

  /** Creates the sums of these pairs, all zero. */
  public ProductSums(Pairs pairs) {
    this.pairs = pairs;
    low = new long[pairs.count()];
    high = new long[pairs.count()];
  }

  /** The number of sums. */
  public int size() {
    return low.length;
  }

  /**
   * Adds the products of a vector.
   *
   * @param vector as many numbers as the pairs say; copied before the call returns
   */
  public void add(long[] vector) {
    if (waiting == null) {
      waiting = new long[WAITING * pairs.width()];
    }
    for (int place = 0; place < pairs.width(); place++) {
      long number = vector[place];
      waiting[place * WAITING + vectors] = number;
      bits |= number ^ (number >> 63);
    }
    vectors++;
    if (vectors == WAITING) {
      multiply();
    }
  }

  private void multiply() {
    if (vectors == 0) {
      return;
    }
    for (int place = 0; place < pairs.width(); place++) {
      Arrays.fill(waiting, place * WAITING + vectors, (place + 1) * WAITING, 0);
    }
    for (int pair = 0; pair < low.length; pair++) {
      int first = pairs.first()[pair] * WAITING;
      int second = pairs.second()[pair] * WAITING;
      if (bits < SMALL) {
        addSmall(pair, first, second);
      } else {
        addLarge(pair, first, second);
      }
    }
    vectors = 0;
    bits = 0;
  }

  private void addSmall(int pair, int first, int second) {
    long sum = 0;
    for (int i = 0; i < WAITING; i++) {
      sum += waiting[first + i] * waiting[second + i];
    }
    addWords(pair, sum, sum >> 63);
  }

  private void addLarge(int pair, int first, int second) {
    for (int i = 0; i < WAITING; i++) {
      long one = waiting[first + i];
      long other = waiting[second + i];
      addWords(pair, one * other, Math.multiplyHigh(one, other));
    }
  }

  private void addWords(int index, long moreLow, long moreHigh) {
    long sum = low[index] + moreLow;
    long carry = Long.compareUnsigned(sum, moreLow) < 0 ? 1 : 0;
    low[index] = sum;
    high[index] += moreHigh + carry;
  }

  /**
   * Adds every sum of {@code other} to the one of the same pair.
   *
   * @throws IllegalArgumentException if the pairs differ
   */
  public void merge(ProductSums other) {
    if (!pairs.equals(other.pairs)) {
      throw new IllegalArgumentException(
          "cannot merge " + other.size() + " sums into " + size() + ": the pairs must be the same");
    }
    multiply();
    other.multiply();
    for (int i = 0; i < low.length; i++) {
      addWords(i, other.low[i], other.high[i]);
    }
  }

  /** One sum, rounded to the nearest double. */
  public double value(int index) {
    multiply();
    return BigInteger.valueOf(high[index])
        .shiftLeft(Long.SIZE)
        .add(new BigInteger(Long.toUnsignedString(low[index])))
        .doubleValue();
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    multiply();
    out.defaultWriteObject();
  }

  /** Equal when the pairs are, and every sum has the same bits. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ProductSums sums) || !pairs.equals(sums.pairs)) {
      return false;
    }
    multiply();
    sums.multiply();
    return Arrays.equals(low, sums.low) && Arrays.equals(high, sums.high);
  }

  @Override
  public int hashCode() {
    multiply();
    return 31 * Arrays.hashCode(low) + Arrays.hashCode(high);
  }
}
