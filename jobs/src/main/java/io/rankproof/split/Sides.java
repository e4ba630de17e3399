package io.rankproof.split;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.SplitConfig.HeldOut;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * The side of a user or an item: the top 53 bits of the xxHash64 of (seed, key) as a number u in
 * [0, 1). The test side is u below its share, then comes validation's, and the rest is train's. It
 * depends on the key alone, so no other row, day or run can move it.
 */
record Sides(long seed, HeldOut shares) {
  private static final double UNIT = 0x1p-53;

  Column of(Column key) {
    Column bits = shiftrightunsigned(xxhash64(lit(seed), lit("split"), key), 11);
    Column place = bits.cast(DataTypes.DoubleType).multiply(lit(UNIT));
    return when(place.lt(lit(shares.test())), lit(Sets.TEST))
        .when(place.lt(lit(shares.test() + shares.validation())), lit(Sets.VALIDATION))
        .otherwise(lit(Sets.TRAIN));
  }
}
