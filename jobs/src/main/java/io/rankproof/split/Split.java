package io.rankproof.split;

import org.apache.spark.sql.Column;

/**
 * Puts every row of a judged log (see {@link io.rankproof.ingest.LogColumns}) into one of {@link
 * Sets#ALL}. Rows of one request are never in two of the sets that are used.
 */
public interface Split {
  /**
   * The set of a row, over rows that are together by cluster.
   *
   * @param mature whether the labels of the row's request are final
   */
  Column assign(Column mature);

  /** Whether rows stay where they are: otherwise they have to be laid out again. */
  default boolean keepsOrder() {
    return true;
  }

  /** What it does, in words. */
  String text();
}
