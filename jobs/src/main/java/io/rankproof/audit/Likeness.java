package io.rankproof.audit;

import org.apache.spark.sql.Column;

/** How alike two items are by their content, and which pairs are worth to be compared. */
interface Likeness {
  /** Keys of the bands, as {@code array<bigint>}: contents that share one are compared. */
  Column bands(Column content);

  /** In [0, 1] for what is alike. */
  Column similarity(Column content, Column other);
}
