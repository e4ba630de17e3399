package io.rankproof.propensity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.RankproofConfig;
import io.rankproof.kernel.propensity.KeySums;
import java.util.List;
import org.apache.spark.sql.Column;

/** The columns of {@code examples} that make a context key and its groups of clusters. */
final class KeyColumns {
  private KeyColumns() {}

  /** A 64-bit hash of the context key; null where a part of it is missing. */
  static Column key(RankproofConfig config) {
    List<String> names = config.propensity().key();
    Column hash = xxhash64(columns(names, config));
    Column complete =
        names.stream().map(n -> column(n, config).isNotNull()).reduce(lit(true), Column::and);
    return names.isEmpty() ? lit(null).cast("bigint") : when(complete, hash);
  }

  /** The group of the row's cluster. */
  static Column group(RankproofConfig config) {
    List<String> names = config.propensity().cluster();
    Column hash = names.isEmpty() ? xxhash64(col("cluster")) : xxhash64(columns(names, config));
    return pmod(hash, lit((long) KeySums.GROUPS)).cast("int");
  }

  private static Column[] columns(List<String> names, RankproofConfig config) {
    return names.stream().map(name -> column(name, config)).toArray(Column[]::new);
  }

  private static Column column(String name, RankproofConfig config) {
    if (config.source().segments().containsKey(name)) {
      return col("segment_" + name);
    }
    if (config.source().categories().containsKey(name)) {
      return col("category_" + name);
    }
    return col(name);
  }
}
