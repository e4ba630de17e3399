package io.rankproof.propensity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;

import io.rankproof.config.PropensityConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.RunContext;
import io.rankproof.store.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of a set as the estimators read them. */
final class SetRows {
  private SetRows() {}

  /**
   * Columns request, context, position, cluster, randomised, examination_propensity, click; and key
   * (null where the row has none), day and group for what learns from context keys.
   */
  static Dataset<Row> of(String split, RunContext context) {
    RankproofConfig config = context.config();
    PropensityConfig propensity = config.propensity();
    return context
        .read(Table.EXAMPLES)
        .where(col("split").equalTo(split))
        .select(
            col("request"),
            Propensities.context(propensity.contexts()).as("context"),
            Propensities.position(propensity).as("position"),
            col("cluster"),
            col("randomised"),
            col("examination_propensity"),
            coalesce(col("label_" + config.label().primary()).gt(0), lit(false)).as("click"),
            KeyColumns.key(config).as("key"),
            unix_date(col("time").cast("date")).as("day"),
            KeyColumns.group(config).as("group"));
  }
}
