package io.rankproof.propensity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;

import io.rankproof.config.PropensityConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.RunContext;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of a set as the estimators read them. */
final class SetRows {
  private SetRows() {}

  /**
   * Columns request, item, context, position, cluster, randomised, examination_propensity, click;
   * and key (null where the row has none), day and group for what learns from context keys; and the
   * features.
   */
  static Dataset<Row> of(String split, RunContext context) {
    RankproofConfig config = context.config();
    PropensityConfig propensity = config.propensity();
    List<Column> columns = new ArrayList<>(columns(config, propensity));
    config.source().features().keySet().forEach(name -> columns.add(col("feature_" + name)));
    config.source().categories().keySet().forEach(name -> columns.add(col("category_" + name)));
    return context
        .read(Table.EXAMPLES)
        .where(col("split").equalTo(split))
        .select(columns.toArray(Column[]::new));
  }

  private static List<Column> columns(RankproofConfig config, PropensityConfig propensity) {
    return List.of(
        col("request"),
        col("item"),
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
