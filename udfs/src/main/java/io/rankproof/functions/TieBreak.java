package io.rankproof.functions;

import io.rankproof.functions.RankedRows.KeyKind;
import io.rankproof.kernel.rank.TieKeys;
import io.rankproof.kernel.rank.TiePolicy;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How a tie key argument becomes the key of a row. A null key comes last.
 *
 * @param policy what decides between equal scores
 * @param seedHash what the hash of the key goes on from
 * @param kind what is kept per row
 */
record TieBreak(TiePolicy policy, long seedHash, KeyKind kind) implements Serializable {
  static final TieBreak NONE = new TieBreak(TiePolicy.EXPECTED, 0, KeyKind.NONE);

  /** The seed with which Spark's {@code xxhash64} starts. */
  private static final long XXHASH64 = 42;

  /** The key's hash is {@code xxhash64(seed, key)}, as in the evaluate job. */
  static TieBreak byHash(long seed) {
    return new TieBreak(TiePolicy.HASH, XXH64.hashLong(seed, XXHASH64), KeyKind.LONG);
  }

  /** The larger key comes first. */
  static TieBreak byKey(KeyKind kind) {
    return new TieBreak(TiePolicy.TREC, 0, kind);
  }

  void keep(RankedRows rows, int row, Arguments arguments, int position) {
    if (kind == KeyKind.BYTES) {
      Object key = arguments.value(position);
      rows.name(row, key == null ? null : ((UTF8String) key).getBytes());
    } else if (kind == KeyKind.LONG) {
      rows.key(row, arguments.isNull(position) ? Long.MAX_VALUE : key(arguments, position));
    }
  }

  private long key(Arguments arguments, int position) {
    return policy == TiePolicy.HASH
        ? arguments.hash(position, seedHash)
        : TieKeys.descending(arguments.whole(position));
  }
}
