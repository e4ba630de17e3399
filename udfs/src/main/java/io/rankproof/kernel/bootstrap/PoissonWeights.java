package io.rankproof.kernel.bootstrap;

/**
 * Poisson(1) replicate weights that are a pure function of (seed, cluster, replicate).
 *
 * <p>The same user therefore has the same weight for every model, metric, slice and partition. Each
 * 64-bit draw (SplitMix64 of Steele, Lea and Flood 2014, in counter mode) is cut into four 16-bit
 * numbers, and each of those is looked up in a table of 65,536 entries. The table holds every count
 * as often as Poisson(1) says to within 1.4 entries, adjusted so that its mean and its variance are
 * exactly 1; the largest weight is {@value #MAX_WEIGHT}. Poisson weights instead of multinomial
 * ones need no total count: Chamandy et al. 2012, "Estimating uncertainty for massive data
 * streams".
 */
public final class PoissonWeights {
  /** The largest weight that can be drawn. */
  public static final int MAX_WEIGHT = 8;

  private static final int[] FREQUENCIES = {24109, 24109, 12056, 4018, 1005, 200, 33, 5, 1};
  static final byte[] TABLE = table();
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final long seed;

  /** Weights under a seed; equal seeds give equal weights. */
  public PoissonWeights(long seed) {
    this.seed = mix(seed + STEP);
  }

  private static byte[] table() {
    byte[] table = new byte[1 << 16];
    int next = 0;
    for (int count = 0; count < FREQUENCIES.length; count++) {
      for (int i = 0; i < FREQUENCIES[count]; i++) {
        table[next++] = (byte) count;
      }
    }
    return table;
  }

  /** The weight of a cluster in a replicate, between 0 and {@value #MAX_WEIGHT}. */
  public int weight(long cluster, int replicate) {
    long draw = draw(stream(cluster), replicate >>> 2);
    return TABLE[(int) (draw >>> ((replicate & 3) << 4)) & 0xFFFF];
  }

  /**
   * Fills the weights of replicates {@code first} to {@code first + length - 1} into {@code out}
   * from index 0. {@code first} must be a multiple of 4; {@code out} must have room for {@code
   * length} rounded up to a multiple of 4, and what lies beyond {@code length} is overwritten.
   */
  public void fill(long cluster, int first, int length, double[] out) {
    long stream = stream(cluster);
    int block = first >>> 2;
    for (int i = 0; i < length; i += 4) {
      long draw = draw(stream, block++);
      out[i] = TABLE[(int) draw & 0xFFFF];
      out[i + 1] = TABLE[(int) (draw >>> 16) & 0xFFFF];
      out[i + 2] = TABLE[(int) (draw >>> 32) & 0xFFFF];
      out[i + 3] = TABLE[(int) (draw >>> 48)];
    }
  }

  private long stream(long cluster) {
    return mix(cluster ^ seed);
  }

  private static long draw(long stream, int block) {
    return mix(stream + (block + 1) * STEP);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
