package io.rankproof.simulate;

/**
 * xxHash64 of one long (Y. Collet's xxHash specification, input of 8 bytes): the same number as
 * Spark SQL's {@code xxhash64}, which starts from seed 42 and takes each result as the next seed.
 */
final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;

  private XxHash64() {}

  static long hash(long value, long seed) {
    long hash = seed + PRIME_5 + Long.BYTES;
    hash ^= Long.rotateLeft(value * PRIME_2, 31) * PRIME_1;
    hash = Long.rotateLeft(hash, 27) * PRIME_1 + PRIME_4;
    return avalanche(hash);
  }

  private static long avalanche(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * PRIME_2;
    mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
    return mixed ^ (mixed >>> 32);
  }
}
