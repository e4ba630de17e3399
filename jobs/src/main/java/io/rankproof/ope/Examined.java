package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.PropensityConfig;
import io.rankproof.propensity.Propensities;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * A re-ranking target by examination of positions, which needs nothing random in what was shown.
 *
 * @param asked a target that is ranked
 */
record Examined(Asked asked) {

  String prefix() {
    return asked.prefix() + "_e";
  }

  /**
   * Adds the examination of each row's position and of that where the target puts its item.
   *
   * @param rows with the columns of its {@link Ranking}
   */
  Dataset<Row> apply(Dataset<Row> rows, Dataset<Row> propensities, PropensityConfig config) {
    Dataset<Row> logged =
        Propensities.attach(rows, propensities, config)
            .withColumnRenamed("propensity", prefix() + "_logged")
            .withColumnRenamed("position", prefix() + "_position")
            .withColumn("position", col(asked.prefix() + "_position").cast("int"));
    // a request counts as a whole: without the items of one position the rest is another list
    WindowSpec request = Window.partitionBy("cluster", "request");
    Column whole = count_if(col(prefix() + "_logged").isNull()).over(request).equalTo(0);
    return Propensities.attach(logged, propensities, config)
        .withColumnRenamed("propensity", prefix() + "_moved")
        .drop("position")
        .withColumnRenamed(prefix() + "_position", "position")
        .withColumn(prefix() + "_whole", whole);
  }

  /** Examination of the position where the target puts the item; null where it is not used. */
  Column target() {
    Column several = col(asked.prefix() + "_target").isNotNull();
    return asked.used(
        when(asked.mine().and(several).and(col(prefix() + "_whole")), col(prefix() + "_moved")));
  }

  /** Examination of the position where the item was. */
  Column logged() {
    return col(prefix() + "_logged");
  }
}
