package io.rankproof.rows;

import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Hashes of keys. The first one is Spark's {@code xxhash64}; with the second, which is the key
 * itself where that is a whole number, it tells keys apart: two texts among 10^9 agree in all 128
 * bits with a probability below 10^-20, in the 96 that an exchange keeps below 10^-11. Whole
 * numbers differ in the first one already.
 */
final class Keys {
  private static final long SEED = 42;

  /** Of the second hash: numbers with half of their bits set, as in wyhash. */
  private static final long CHECK_SEED = 0x589965CC75374CC3L;

  private static final long CHECK_FACTOR = 0xA0761D6478BD642FL;
  private static final long LAST_TERM = 0x8EBC6AF09C88C6E3L;
  private static final long LAST_FACTOR = 0xE7037ED1A0B428DBL;

  /** The hash of null, as Spark has it. */
  static final long NULL_HASH = SEED;

  static final long NULL_CHECK = 0x9E3779B97F4A7C15L;

  /** Tells the cluster of a request without a user from that of a user with the same id. */
  static final long ALONE = 0x6A09E667F3BCC909L;

  private Keys() {}

  static long hash(UTF8String text) {
    return hash(text, SEED);
  }

  /** A second hash of a text, of another kind: products of its words in 128 bits, folded. */
  static long check(UTF8String text) {
    return check(text.getBaseObject(), text.getBaseOffset(), text.numBytes());
  }

  /** The same of the text that some memory has from a place on. */
  static long check(Object memory, long start, int length) {
    long mixed = CHECK_SEED ^ length;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      mixed = fold(mixed ^ Platform.getLong(memory, start + at), CHECK_FACTOR);
    }
    if (at < length) {
      long rest = 1;
      for (; at < length; at++) {
        rest = rest << Byte.SIZE | (Platform.getByte(memory, start + at) & 0xFF);
      }
      mixed = fold(mixed ^ rest, CHECK_FACTOR);
    }
    return fold(mixed ^ LAST_TERM, LAST_FACTOR);
  }

  private static long fold(long one, long other) {
    return Math.multiplyHigh(one, other) ^ (one * other);
  }

  /** The hash of the text that some memory has from a place on. */
  static long hash(Object memory, long start, int length) {
    return XXH64.hashUnsafeBytes(memory, start, length, SEED);
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
