package io.rankproof.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log2;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How little known an item is: its self-information, -log2 of its share of the training
 * impressions, in bits (Zhou et al. 2010, "Solving the apparent diversity-accuracy dilemma of
 * recommender systems"). Shares are smoothed by one impression for each item and one for all that
 * were never shown: (n + 1) / (N + items + 1).
 */
record Novelty(ItemValues values) {
  /** The column of the table {@code scores}. */
  static final String COLUMN = "item_information";

  static Novelty of(Dataset<Row> training) {
    Dataset<Row> shown = training.groupBy("item").agg(count(lit(1)).as("shown"));
    Row totals = shown.agg(sum("shown"), count(lit(1))).head();
    double all = (totals.isNullAt(0) ? 0 : totals.getLong(0)) + totals.getLong(1) + 1.0;
    double unseen = StrictMath.log(all) / StrictMath.log(2);
    Dataset<Row> items =
        shown.select(col("item"), log2(lit(all).divide(col("shown").plus(lit(1.0)))).as("value"));
    return new Novelty(new ItemValues(items, unseen));
  }

  Dataset<Row> attach(Dataset<Row> rows) {
    return values.join(rows, COLUMN, value -> value);
  }
}
