package io.rankproof.rows;

import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Hashes of keys. The first one is Spark's {@code xxhash64}; with the second, which is the key
 * itself where that is a whole number, it tells keys apart: two texts among 10^9 agree in all 128
 * bits with a probability below 10^-20.
 */
final class Keys {
  private static final long SEED = 42;
  private static final long OTHER_SEED = 0x5DEECE66DL;

  /** The hash of null, as Spark has it. */
  static final long NULL_HASH = SEED;

  static final long NULL_CHECK = 0x9E3779B97F4A7C15L;

  /** Tells the cluster of a request without a user from that of a user with the same id. */
  static final long ALONE = 0x6A09E667F3BCC909L;

  private Keys() {}

  static long hash(UTF8String text) {
    return hash(text, SEED);
  }

  static long check(UTF8String text) {
    return hash(text, OTHER_SEED);
  }

  static long hash(UTF8String text, long seed) {
    return XXH64.hashUnsafeBytes(text.getBaseObject(), text.getBaseOffset(), text.numBytes(), seed);
  }

  static long hash(long value) {
    return XXH64.hashLong(value, SEED);
  }

  /** What {@code xxhash64(seed, item)} gives. */
  static long itemHash(UTF8String item, long seedHash) {
    return item == null ? seedHash : hash(item, seedHash);
  }

  static UTF8String text(long value) {
    return UTF8String.fromString(Long.toString(value));
  }
}
