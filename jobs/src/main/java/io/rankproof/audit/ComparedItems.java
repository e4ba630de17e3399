package io.rankproof.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;

/**
 * The contents of a later set that are compared with train's: all of them, or by a hash so many
 * that the pairs do not get too many. Every twentieth pair may share a band where all vectors lean
 * one way.
 *
 * @param share of the contents, at most 1
 */
record ComparedItems(String set, double share) {
  /** Contents of train times contents of the set. */
  static final double MOST_PAIRS = 2e9;

  /** Contents that a share is said of. */
  private static final double FEWEST = 1000;

  /**
   * @param contents of the set
   * @param known contents of train
   * @param mostPairs of both
   */
  static ComparedItems of(String set, long contents, long known, double mostPairs) {
    double most = Math.max(FEWEST, mostPairs / Math.max(1, known));
    return new ComparedItems(set, Math.min(1, most / Math.max(1, contents)));
  }

  boolean isWhole() {
    return share >= 1;
  }

  /** Whether a content, by its {@code key}, is one of them. */
  Column has() {
    Column in = col(set).gt(0);
    Column place = shiftrightunsigned(xxhash64(lit("near duplicates"), col("key")), 11);
    return isWhole() ? in : in.and(place.lt(lit((long) (share * 0x1p53))));
  }
}
