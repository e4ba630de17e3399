package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.OpeConfig.Target;
import io.rankproof.config.RankproofConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * A target of the config.
 *
 * @param prefix of its columns
 * @param outside whether its score is not in the log, but made for the test set
 */
record Asked(String name, Target config, String prefix, boolean outside) {

  static List<Asked> of(RankproofConfig config) {
    List<Asked> targets = new ArrayList<>();
    config
        .ope()
        .targets()
        .forEach(
            (name, target) -> {
              boolean outside =
                  target.score().filter(s -> !config.source().scores().containsKey(s)).isPresent();
              targets.add(new Asked(name, target, "_t" + targets.size(), outside));
            });
    return List.copyOf(targets);
  }

  boolean isRanked() {
    return config.score().isPresent();
  }

  /** Whether it orders items by chance. */
  boolean isSoftmax() {
    return isRanked() && config.temperature() > 0;
  }

  /**
   * Its probability of what was shown; null for the rows that it does not use. Of a ranked one it
   * takes the columns of its {@link Ranking}.
   */
  Column probability() {
    return used(isRanked() ? when(mine(), col(prefix + "_target")) : col("target_" + name));
  }

  /** Whether a row may have its score. */
  Column mine() {
    return outside ? col("split").equalTo("test") : lit(true);
  }

  /** The column where the row is of the logger whose rows are used. */
  Column used(Column column) {
    return config
        .logger()
        .map(logger -> when(col("_logger").equalTo(logger), column))
        .orElse(column);
  }
}
