package io.rankproof.functions;

import io.rankproof.functions.RankedRows.KeyKind;
import io.rankproof.kernel.rank.TieKeys;
import io.rankproof.kernel.rank.TiePolicy;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.XxHash64Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How a tie key argument becomes the key of a row. A null key comes last.
 *
 * @param policy what decides between equal scores
 * @param seed the seed of the hash
 * @param kind what is kept per row
 */
record TieBreak(TiePolicy policy, long seed, KeyKind kind) implements Serializable {
  static final TieBreak NONE = new TieBreak(TiePolicy.EXPECTED, 0, KeyKind.NONE);

  void keep(RankedRows rows, int row, Arguments arguments, int position) {
    Object key = arguments.value(position);
    if (kind == KeyKind.BYTES) {
      rows.name(row, key == null ? null : ((UTF8String) key).getBytes());
    } else if (kind == KeyKind.LONG) {
      rows.key(row, key == null ? Long.MAX_VALUE : key(key, arguments.type(position)));
    }
  }

  private long key(Object key, DataType type) {
    return policy == TiePolicy.HASH
        ? XxHash64Function.hash(key, type, seed)
        : TieKeys.descending(((Number) key).longValue());
  }
}
