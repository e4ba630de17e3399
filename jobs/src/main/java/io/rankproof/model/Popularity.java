package io.rankproof.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_divide;

import io.rankproof.functions.ExactSum;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The weighted mean label of an item on the training set, shrunk towards the mean m of all rows:
 * (sum w y + prior m) / (sum w + prior). An item that was never shown there scores m.
 */
record Popularity(ItemValues values) implements FittedModel {

  /**
   * @param rows training rows with item, label and train_weight
   * @param prior strength of the shrinkage, in impressions
   */
  static Popularity fit(Dataset<Row> rows, double prior) {
    Column weight = col("train_weight");
    Column labels = ExactSum.of(weight.multiply(col("label")));
    Column weights = ExactSum.of(weight);
    double mean = rows.agg(try_divide(labels, weights)).head().getDouble(0);
    Column smoothed = labels.plus(lit(prior * mean)).divide(weights.plus(lit(prior)));
    Dataset<Row> items = rows.where(weight.gt(0)).groupBy("item").agg(smoothed.as("value"));
    return new Popularity(new ItemValues(items, mean));
  }

  @Override
  public Dataset<Row> score(Dataset<Row> rows, String column) {
    return values.join(rows, column, value -> value);
  }

  @Override
  public void save(String folder) {
    values.save(folder);
  }

  @Override
  public boolean isProbability() {
    return true;
  }
}
