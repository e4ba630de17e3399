package io.rankproof.prepare;

import io.rankproof.asof.AsOfFeatures;
import io.rankproof.config.RankproofConfig;
import io.rankproof.split.AutomaticSegments;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Columns that need all examples to be there: as-of features and segments of the split. */
final class Completion {
  private Completion() {}

  static boolean isNeeded(RankproofConfig config) {
    return !config.source().asOf().isEmpty() || !AutomaticSegments.wanted(config).isEmpty();
  }

  /** The examples with these columns, laid out as they were. */
  static Dataset<Row> of(Dataset<Row> examples, RankproofConfig config, int partitions) {
    Dataset<Row> featured = AsOfFeatures.add(examples, config, partitions);
    return Layout.together(AutomaticSegments.add(featured, config, partitions));
  }
}
