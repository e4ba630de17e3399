package io.rankproof.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/** Reasons for which a row alone is bad; the first that applies is the row's reason. */
final class Problems {
  private final List<Column> reasons = new ArrayList<>();

  void when(String reason, Column bad) {
    reasons.add(org.apache.spark.sql.functions.when(bad, lit(reason)));
  }

  Column first() {
    return coalesce(reasons.toArray(Column[]::new));
  }
}
